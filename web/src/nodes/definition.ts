/** What a node kind says about itself; every kind's folder has one. */
import type { Journey, JourneyNode, NodeKind } from "@/canvas/document";
import type { IconName } from "@/ui/icon/Icon";

export type NodeOf<K extends NodeKind> = Extract<JourneyNode, { kind: K }>;

export interface Definition<K extends NodeKind = NodeKind> {
  kind: K;
  /** In the palette and above the name on the card. */
  name: string;
  /** What it does, in one line. */
  text: string;
  icon: IconName;
  /** One letter that adds it from the keyboard. */
  letter: string;
  create: () => NodeOf<K>;
  /** The node in words. */
  summary: (node: NodeOf<K>) => string;
}

export interface CardProps<K extends NodeKind = NodeKind> {
  id: string;
  node: NodeOf<K>;
}

export interface FormProps<K extends NodeKind = NodeKind> {
  id: string;
  node: NodeOf<K>;
  document: Journey;
  /** Puts the changed node in place; edits of one field share a merge key and undo together. */
  change: (node: NodeOf<K>, merge?: string) => void;
}
