/** The edges of any node: its kind knows them. */
import type { Journey, JourneyNode } from "./document";
import type { Edge } from "./edge";
import { definitionOf } from "./kinds";

export type { Edge };

/** All edges of a node in the order in which the card shows them. */
export const edgesOf = (node: JourneyNode): Edge[] => definitionOf(node.kind).edges(node);

/** The node with one edge led to `target` (null: cut). An unknown handle changes nothing. */
export const retarget = (node: JourneyNode, handle: string, target: string | null): JourneyNode =>
  definitionOf(node.kind).retarget(node, handle, target);

/** The node with all its edges cut: what remains is what the drawing does not hold. */
export const bare = (node: JourneyNode): JourneyNode =>
  edgesOf(node).reduce((one, { handle }) => retarget(one, handle, null), node);

/** The node with every edge that leads to a key of `moves` led to its value instead (null: cut). */
export function redirect(
  node: JourneyNode,
  moves: ReadonlyMap<string, string | null>,
): JourneyNode {
  let result = node;
  for (const one of edgesOf(node)) {
    const next = one.target === null ? undefined : moves.get(one.target);
    if (next !== undefined) result = retarget(result, one.handle, next);
  }
  return result;
}

/** Every node that can be reached from the start. */
export function reachable(document: Journey): Set<string> {
  const seen = new Set<string>();
  const open = document.start in document.nodes ? [document.start] : [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = document.nodes[id];
    for (const one of node ? edgesOf(node) : []) {
      if (one.target !== null && one.target in document.nodes) open.push(one.target);
    }
  }
  return seen;
}

/** Every node from which a road leads to this one; itself only where it is on a circle. */
export function ancestors(document: Journey, id: string): Set<string> {
  const sources = new Map<string, string[]>();
  for (const [from, node] of Object.entries(document.nodes))
    for (const { target } of edgesOf(node))
      if (target !== null) sources.set(target, [...(sources.get(target) ?? []), from]);
  const seen = new Set<string>();
  const open = [...(sources.get(id) ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(sources.get(at) ?? []));
  }
  return seen;
}
