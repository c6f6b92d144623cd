/** What the card and the form of a kind are given. */
import type { ComponentType } from "react";
import type { Journey, NodeKind } from "@/canvas/document";
import type { Definition, NodeOf } from "@/canvas/kind";

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

/** What the folder of a kind exports. */
export interface Kind<K extends NodeKind = NodeKind> {
  definition: Definition<K>;
  Card: ComponentType<CardProps<K>>;
  Form: ComponentType<FormProps<K>>;
}
