/** Handoff: enter another journey, then go on. */
import type { Definition } from "../definition";

export const definition: Definition<"handoff"> = {
  kind: "handoff",
  name: "Hand off",
  text: "Enter the person into another journey, then go on.",
  icon: "handoff",
  letter: "h",
  create: () => ({ kind: "handoff", journey: "" }),
  summary: (node) => (node.journey ? `Into ${node.journey}` : "No journey chosen yet"),
};
