/** What was changed of a document since it was read, put into the document as it is by now. */

type Fields = Record<string, unknown>;

const isGroup = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/**
 * The document of `now`, with what differs between what was read `first` and `ours`. A group of fields, such as rules by
 * name, is taken field by field, so many groups deep; lists and what stands deeper as a whole. What is `null` or absent in
 * `ours` is taken away.
 */
export function withTouched<T extends object>(
  now: T,
  first: Partial<T>,
  ours: Partial<T>,
  deep = 1,
): T {
  return merged(now as Fields, first as Fields, ours as Fields, deep) as T;
}

function merged(now: Fields, first: Fields, ours: Fields, deeper: number): Fields {
  const next = { ...now };
  for (const name of new Set([...Object.keys(first), ...Object.keys(ours)])) {
    const [own, was, is] = [ours[name], first[name], now[name]];
    if (isSame(own, was)) continue;
    if (own === undefined || own === null) delete next[name];
    else if (deeper && isGroup(own) && isGroup(is) && (isGroup(was) || was === undefined))
      next[name] = merged(is, was ?? {}, own, deeper - 1);
    else next[name] = own;
  }
  return next;
}
