/** Three-way merge of plain values: objects field by field, lists place by place while nobody moved anything in them. */
import { same } from "./diff";

/** Told of each field that both changed, each otherwise. */
export type Report = (path: string[], mine: unknown, theirs: unknown) => void;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether nothing that changed is what stood at another place: then a place is still the same thing's place. */
const stays = (base: readonly unknown[], side: readonly unknown[]): boolean =>
  side.length === base.length &&
  side.every((one, at) => same(one, base[at]) || !base.some((old) => same(old, one)));

/** Their value where both changed it otherwise (then `report` hears of it), else the value of the one who changed it. */
export function mergeValue(
  base: unknown,
  mine: unknown,
  theirs: unknown,
  path: string[],
  report: Report,
): unknown {
  if (same(base, mine) || same(mine, theirs)) return theirs;
  if (same(base, theirs)) return mine;
  if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base))) {
    const result: Record<string, unknown> = {};
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
      const value = mergeValue(base?.[key], mine[key], theirs[key], [...path, key], report);
      if (value !== undefined) result[key] = value;
    }
    return result;
  }
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs)) {
    if (stays(base, mine) && stays(base, theirs))
      return theirs.map((one: unknown, at) =>
        mergeValue(base[at], mine[at], one, [...path, String(at)], report),
      );
  }
  report(path, mine, theirs);
  return theirs;
}
