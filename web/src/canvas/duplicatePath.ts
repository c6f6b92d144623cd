/** A path that is drawn once and wanted again: its steps copied onto the open branches beside it. */
import { freeId, type Journey, type JourneyNode } from "./document";
import { edgesOf, reachable, redirect, retarget } from "./edges";
import { withReferences } from "./references";

/** An edge that leads nowhere yet, beside the one that leads to the path. */
export interface OpenPath {
  node: string;
  handle: string;
  label: string;
}

/** The steps that people reach only by way of this one. Exits are shared, so they are none of them. */
export function pathFrom(document: Journey, id: string): string[] {
  const without = reachable(withoutSteps(document, new Set([id])));
  const seen = new Set<string>();
  const open = [id];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    const node = document.nodes[at];
    if (!node || seen.has(at) || node.kind === "exit" || (at !== id && without.has(at))) continue;
    seen.add(at);
    open.push(...edgesOf(node).flatMap((edge) => (edge.target === null ? [] : [edge.target])));
  }
  return [...seen];
}

function withoutSteps(document: Journey, gone: ReadonlySet<string>): Journey {
  const kept = Object.entries(document.nodes).filter(([id]) => !gone.has(id));
  return { ...document, nodes: Object.fromEntries(kept) };
}

/** The branch that leads to the step, and the open ones of the same step. */
export function pathsBeside(document: Journey, id: string): { label: string; open: OpenPath[] } {
  for (const [node, one] of Object.entries(document.nodes)) {
    const edges = edgesOf(one).filter((edge) => edge.role !== "trouble");
    const here = edges.find((edge) => edge.target === id);
    if (!here || edges.length < 2) continue;
    const open = edges
      .filter((edge) => edge.target === null)
      .map(({ handle, label }) => ({ node, handle, label }));
    return { label: here.label, open };
  }
  return { label: "", open: [] };
}

/** "E-mail A, day 1" as "E-mail B, day 1". */
function renamed(node: JourneyNode, from: string, to: string): JourneyNode {
  if (!node.name || !from || !to) return node;
  const words = from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const name = node.name.replace(new RegExp(`(?<![\\w])${words}(?![\\w])`, "g"), () => to);
  return { ...node, name };
}

/** The journey with the path copied onto each of these open edges; rules and templates ask of the copies. */
export function duplicatePath(document: Journey, id: string, onto: readonly OpenPath[]): Journey {
  const { label } = pathsBeside(document, id);
  const ids = pathFrom(document, id);
  const nodes = { ...document.nodes };
  for (const target of onto) {
    const names = new Map<string, string>();
    for (const one of ids) names.set(one, freeId(one, { ...nodes, ...taken(names) }));
    for (const one of ids) {
      const node = document.nodes[one];
      if (node)
        nodes[names.get(one) ?? one] = renamed(
          redirect(withReferences(node, names), names),
          label,
          target.label,
        );
    }
    const source = nodes[target.node];
    if (source) nodes[target.node] = retarget(source, target.handle, names.get(id) ?? id);
  }
  return { ...document, nodes };
}

const taken = (names: ReadonlyMap<string, string>): Record<string, true> =>
  Object.fromEntries([...names.values()].map((one) => [one, true as const]));
