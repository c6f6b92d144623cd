/** What a kind of way in says of itself; event.tsx and its neighbours answer. */
import type { ComponentType } from "react";
import type { Named } from "@/canvas/conditionWords";
import type { Trigger } from "@/canvas/document";

export interface WayProps {
  trigger: Trigger;
  /** Puts some of its fields in place; edits of one field undo together. */
  set: (part: Trigger, field?: string) => void;
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
  create: () => Trigger;
  /** What happens when somebody comes in, to be read after "when". */
  words: (trigger: Trigger, segmentName: Named) => string;
  /** The condition of which it asks whether it holds, where it holds for a while. */
  asks?: (trigger: Trigger) => string;
  Fields: ComponentType<WayProps>;
}
