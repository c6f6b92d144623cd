/** Nodes of this kind as documents hold them, for the tests of the canvas; their edges are led anywhere there. */
import type { NodeOf } from "@/canvas/kind";

export const examples: NodeOf<"goal">[] = [{ kind: "goal" }];
