/** What a kind of node says about itself; nodes/KIND/definition.ts answers. No pictures, so that any page may ask. */
import type { JourneyNode, NodeKind } from "./document";
import type { Edge } from "./edge";

export type NodeOf<K extends NodeKind> = Extract<JourneyNode, { kind: K }>;

/** What an SVG path begins with, on a grid of 24. */
export type IconPath = `M${string}`;

/** How the branches of a kind are written, where it has some: they can be added, taken away and put in order. */
export interface BranchList<N> {
  add: (node: N) => N;
  remove: (node: N, at: number) => N;
  move: (node: N, from: number, to: number) => N;
}

export interface Definition<K extends NodeKind = NodeKind> {
  kind: K;
  /** In the palette and above the name on the card. */
  name: string;
  /** What it does, in one line. */
  text: string;
  icon: IconPath;
  /** The icon of this very node, where nodes of the kind differ. */
  iconOf?: (node: NodeOf<K>) => IconPath;
  /** One letter that adds it from the keyboard. */
  letter: string;
  create: () => NodeOf<K>;
  /** The node in words. */
  summary: (node: NodeOf<K>) => string;
  /** Every place in the node that names a next node, in the order in which the card shows them. */
  edges: (node: NodeOf<K>) => Edge[];
  /** The node with one edge led to `target` (null: cut). An unknown handle changes nothing. */
  retarget: (node: NodeOf<K>, handle: string, target: string | null) => NodeOf<K>;
  branches?: BranchList<NodeOf<K>>;
  /** Its card has no line between its head and its edges. */
  bareCard?: boolean;
}
