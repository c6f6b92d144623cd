/** Nodes of this kind as documents hold them, for the tests of the canvas; their edges are led anywhere there. */
import type { NodeOf } from "@/canvas/kind";

export const examples: NodeOf<"wait">[] = [
  { kind: "wait", for: "2d" },
  { kind: "wait", until: { event: "x" }, timeout: "1d" },
  { kind: "wait", until_date: { field: "due", if_past: "a" } },
  { kind: "wait", until_date: { field: "due", if_past: "exit", if_unreadable: "b" } },
];
