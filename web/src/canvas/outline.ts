/** The journey as a nested list: each step once, in reading order, each path of a step that has several, and its end. */
import { ENTRY, type EdgeStart } from "./commands";
import type { Journey } from "./document";
import { edgesOf, type Edge } from "./edges";

export type OutlineRow =
  | { kind: "entry"; key: string; level: number }
  /** `place` counts from 1 among all steps. */
  | { kind: "step"; key: string; level: number; id: string; place: number }
  /** A path of a step that has several. */
  | { kind: "path"; key: string; level: number; from: EdgeStart; edge: Edge }
  /** The path goes on at a step that stands elsewhere in the list. */
  | { kind: "join"; key: string; level: number; from: EdgeStart; id: string }
  /** Nothing comes behind this path. */
  | { kind: "end"; key: string; level: number; from: EdgeStart };

const START: EdgeStart = { node: ENTRY, handle: "start" };
export const pathKey = ({ node, handle }: EdgeStart): string => `${node}>${handle}`;

interface Open {
  /** The path that is followed, or a row that is to be listed. */
  from: EdgeStart | null;
  row: OutlineRow | null;
  target: string | null;
  level: number;
}

/** Every row from the top down. A step to which several paths lead stands where the first of them comes to it. */
export function outlineRows(document: Journey): OutlineRow[] {
  const rows: OutlineRow[] = [{ kind: "entry", key: ENTRY, level: 1 }];
  const seen = new Set<string>();
  const follow = (open: Open[]): void => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next.row) rows.push(next.row);
      else open.push(...listed(document, next, seen, rows));
    }
  };
  follow([{ from: START, row: null, target: document.start || null, level: 1 }]);
  for (const id of Object.keys(document.nodes))
    if (!seen.has(id)) follow([{ from: null, row: null, target: id, level: 1 }]);
  return rows;
}

/** Lists what a path leads to; the answer is what is listed next, the last one first. */
function listed(document: Journey, at: Open, seen: Set<string>, rows: OutlineRow[]): Open[] {
  const { from, target, level } = at;
  const node = target === null ? undefined : document.nodes[target];
  if (target === null || !node) {
    if (from) rows.push({ kind: "end", key: `${pathKey(from)} end`, level, from });
    return [];
  }
  if (seen.has(target)) {
    if (from) rows.push({ kind: "join", key: `${pathKey(from)} join`, level, from, id: target });
    return [];
  }
  seen.add(target);
  rows.push({ kind: "step", key: target, level, id: target, place: seen.size });
  const edges = edgesOf(node);
  const [only] = edges;
  if (edges.length === 1 && only)
    return [{ from: { node: target, handle: only.handle }, row: null, target: only.target, level }];
  return edges
    .flatMap((edge): Open[] => {
      const path = { node: target, handle: edge.handle };
      const row = { kind: "path", key: pathKey(path), level: level + 1, from: path, edge } as const;
      return [
        { from: null, row, target: null, level },
        { from: path, row: null, target: edge.target, level: level + 2 },
      ];
    })
    .reverse();
}

/** The place of a path among the branches that can be put in order; null where it is none of them. */
export function branchPlace(edge: Edge): number | null {
  const place = edge.role === "branch" ? /:(\d+)$/.exec(edge.handle) : null;
  return place ? Number(place[1]) : null;
}
