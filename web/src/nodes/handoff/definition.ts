/** Handoff: enter another journey, then go on. */
import { leadOn, oneEdge } from "@/canvas/edge";
import type { Definition } from "@/canvas/kind";

export const definition: Definition<"handoff"> = {
  kind: "handoff",
  name: "Hand off",
  text: "Enter the person into another journey, then go on.",
  icon: "M4 8h11M12 4.500 15.500 8 12 11.500M20 16H9M12 12.500 8.500 16l3.500 3.500",
  letter: "h",
  create: () => ({ kind: "handoff", journey: "" }),
  summary: (node) =>
    node.journey
      ? `Into ${node.journey}${node.wait ? ", and on when it has ended" : ""}`
      : "No journey chosen yet",
  edges: oneEdge,
  retarget: leadOn,
};
