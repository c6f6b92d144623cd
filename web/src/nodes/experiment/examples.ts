/** Nodes of this kind as documents hold them, for the tests of the canvas; their edges are led anywhere there. */
import type { NodeOf } from "@/canvas/kind";

export const examples: NodeOf<"experiment">[] = [
  { kind: "experiment", arms: [] },
  { kind: "experiment", arms: [{ name: "a", weight: 1 }] },
  {
    kind: "experiment",
    arms: [
      { name: "a", weight: 0 },
      { name: "", weight: 3 },
      { name: "c", weight: 1 },
    ],
  },
];
