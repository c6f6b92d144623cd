/** Steps that the new version does not have while people stand on them: each needs a place to go on. */
import type { Impact } from "@/api/wire";
import type { Journey } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import type { Moves } from "./api";

export interface StepGone {
  id: string;
  people: number;
  /** The first step after it that is still there: where people most likely should go on. */
  next: string | undefined;
}

export function stepsGone(found: Impact, before: Journey, after: Journey): StepGone[] {
  return Object.entries(found.standing)
    .filter(([id, people]) => people > 0 && !(id in after.nodes))
    .map(([id, people]) => ({ id, people, next: nextOf(id, before, after) }));
}

/** The steps for which nothing is said yet. */
export const missing = (gone: readonly StepGone[], moves: Moves): StepGone[] =>
  gone.filter(({ id }) => !(id in moves));

/** The nearest step behind a deleted one that the new version has, by the roads of the old version. */
function nextOf(id: string, before: Journey, after: Journey): string | undefined {
  const seen = new Set([id]);
  const open = [id];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    const node = before.nodes[at];
    for (const { target } of node ? edgesOf(node) : []) {
      if (target === null || seen.has(target)) continue;
      if (target in after.nodes) return target;
      seen.add(target);
      open.push(target);
    }
  }
  return undefined;
}
