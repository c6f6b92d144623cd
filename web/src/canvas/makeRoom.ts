/** Room for a step that is put into a drawn path: it takes the place of the next one, and what is below moves down. */
import type { Journey, JourneyNode, Position } from "./document";
import { ancestors, edgesOf } from "./edges";
import { cardHeight } from "./layout";

const GAP = 64;

/** The step and all that people come to behind it, without those from which a road leads to it. */
function behind(document: Journey, id: string): string[] {
  const before = ancestors(document, id);
  const seen = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const node = document.nodes[at];
    if (!node || seen.has(at) || (at !== id && before.has(at))) continue;
    seen.add(at);
    open.push(...edgesOf(node).flatMap((edge) => edge.target ?? []));
  }
  return [...seen];
}

/** The places of `fresh` and of what it moves; null where nobody placed the step that comes next. */
export function makeRoom(
  document: Journey,
  fresh: string,
  node: JourneyNode,
  next: string,
): Record<string, Position> | null {
  const places = document.canvas?.positions ?? {};
  const place = places[next];
  if (!place) return null;
  const by = cardHeight(node) + GAP;
  const moved = behind(document, next).flatMap((id): [string, Position][] => {
    const at = places[id];
    return at ? [[id, [at[0], at[1] + by]]] : [];
  });
  return { ...Object.fromEntries(moved), [fresh]: place };
}
