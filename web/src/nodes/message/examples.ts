/** Nodes of this kind as documents hold them, for the tests of the canvas; their edges are led anywhere there. */
import type { NodeOf } from "@/canvas/kind";

export const examples: NodeOf<"message">[] = [
  { kind: "message", name: "First", channel: "email", content: { subject: "s" } },
  { kind: "message", channel: "sms", content: { text: "t" }, if_failed: { then: "a" } },
  { kind: "message", channel: "sms", content: { text: "t" }, if_failed: { then: "go_on" } },
];
