/** Every kind of node, found in its folder: a kind is added by adding nodes/KIND/. */
import { NODE_KINDS, type JourneyNode, type NodeKind } from "./document";
import type { Definition, IconPath } from "./kind";

const found = import.meta.glob<Definition>("../nodes/*/definition.ts", {
  eager: true,
  import: "definition",
});

/** By kind. A test holds that there is one for each kind that the server knows. */
export const DEFINITIONS: ReadonlyMap<string, Definition> = new Map(
  Object.values(found).map((one) => [one.kind, one]),
);

/** The definition of a kind; the node that it is asked about is always one of its own. */
export function definitionOf(kind: NodeKind): Definition {
  const definition = DEFINITIONS.get(kind);
  if (!definition) throw new Error(`nodes/${kind}/definition.ts is missing`);
  return definition;
}

/** The definitions in the order of the server's own list. */
export const allDefinitions = (): Definition[] => NODE_KINDS.map(definitionOf);

/** A node in words. */
export const summaryOf = (node: JourneyNode): string => definitionOf(node.kind).summary(node);

/** The icon of a node. */
export function iconOf(node: JourneyNode): IconPath {
  const definition = definitionOf(node.kind);
  return definition.iconOf?.(node) ?? definition.icon;
}
