/** What a kind of way in says of itself; event.tsx and its neighbours answer. */
import type { ComponentType } from "react";
import type { Named } from "@/canvas/rules/words";
import type { Trigger } from "@/canvas/document";

export interface Edits {
  trigger: Trigger;
  /** Puts some of its fields in place; edits of one field undo together. */
  set: (part: Trigger, field?: string) => void;
}

export interface WayProps extends Edits {
  /** The id of the journey. */
  journey: string;
}

export interface Way {
  /** The field of a trigger that makes it one of this kind. */
  kind: keyof Trigger;
  /** In the list of kinds. */
  name: string;
  /** When to take it, in one line. */
  text: string;
  /** The other fields that belong to it. A trigger with more of them than its form shows is not edited by the form. */
  owns: readonly (keyof Trigger)[];
  /** It asks whom it lets in: a filter of its own is not offered, and shown where there is one. */
  asksWhom?: boolean;
  /** Whether its form shows a trigger that has fields of it only; without, it does. */
  fits?: (trigger: Trigger) => boolean;
  create: () => Trigger;
  /** When somebody comes in, to be read after "people enter". */
  words: (trigger: Trigger, segmentName: Named) => string;
  Fields: ComponentType<WayProps>;
}
