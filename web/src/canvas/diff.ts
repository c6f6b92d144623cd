/** What changed between two documents: for colours on the canvas and the list before publishing. */
import { nodeName, type Journey, type JourneyNode } from "./document";
import { bare } from "./edges";
import { t } from "@/language/t";

export interface Change {
  /** null: the journey itself (entry, goal, exits ..). */
  node: string | null;
  kind: "added" | "changed" | "deleted";
  text: string;
}

/** Equal by content, whatever the order of keys; absent and undefined are the same. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    same(left[key], right[key]),
  );
}

function nodeChange(id: string, old: JourneyNode, now: JourneyNode): Change | null {
  if (same(old, now)) return null;
  const name = nodeName(id, now);
  if (old.kind !== now.kind)
    return {
      node: id,
      kind: "changed",
      text: t`"${name}" is now a ${now.kind}, it was a ${old.kind}.`,
    };
  if (same(bare(old), bare(now)))
    return { node: id, kind: "changed", text: t`"${name}" leads elsewhere.` };
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) =>
      !same(
        (old as unknown as Record<string, unknown>)[key],
        (now as unknown as Record<string, unknown>)[key],
      ),
  );
  return {
    node: id,
    kind: "changed",
    text: t`"${name}": ${keys.map((key) => key.replace(/_/g, " ")).join(", ")} changed.`,
  };
}

const FRAME: [keyof Journey, string][] = [
  ["entry", t("Who enters changed.")],
  ["start", t("The first step is another.")],
  ["goal", t("The goal changed.")],
  ["exits", t("The exit rules changed.")],
  ["holdout", t("The holdout changed.")],
  ["quiet_hours", t("The quiet hours changed.")],
  ["priority", t("The priority changed.")],
  ["programme", t("The programme changed.")],
  ["exclusive", t("The exclusive group changed.")],
  ["hold", t("The time for which its messages are held changed.")],
];

/** The changes from `old` to `now`, where things are drawn left out. */
export function diff(old: Journey, now: Journey): Change[] {
  const result: Change[] = FRAME.filter(([key]) => !same(old[key], now[key])).map(([, text]) => ({
    node: null,
    kind: "changed",
    text,
  }));
  for (const [id, node] of Object.entries(now.nodes)) {
    const before = old.nodes[id];
    const change = before
      ? nodeChange(id, before, node)
      : { node: id, kind: "added" as const, text: t`"${nodeName(id, node)}" is new.` };
    if (change) result.push(change);
  }
  for (const [id, node] of Object.entries(old.nodes)) {
    if (!(id in now.nodes))
      result.push({ node: id, kind: "deleted", text: t`"${nodeName(id, node)}" was removed.` });
  }
  return result;
}
