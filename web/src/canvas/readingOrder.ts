/** The steps as a reader goes through the drawing: down each branch, the first one first. */
import type { Journey } from "./document";
import { edgesOf } from "./edges";

/** Every step once; those that nothing leads to come last, in the order of the document. */
export function readingOrder(document: Journey): string[] {
  const seen = new Set<string>();
  const open = [document.start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = document.nodes[id];
    if (!node || seen.has(id)) continue;
    seen.add(id);
    open.push(
      ...edgesOf(node)
        .flatMap((edge) => edge.target ?? [])
        .reverse(),
    );
  }
  return [...seen, ...Object.keys(document.nodes).filter((id) => !seen.has(id))];
}
