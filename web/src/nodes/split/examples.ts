/** Nodes of this kind as documents hold them, for the tests of the canvas; their edges are led anywhere there. */
import type { NodeOf } from "@/canvas/kind";

export const examples: NodeOf<"split">[] = [
  { kind: "split", branches: [] },
  { kind: "split", branches: [{ when: "x > 1" }] },
  { kind: "split", branches: [{ when: "x > 2" }, { when: "x > 1", name: "More" }, { when: "y" }] },
];
