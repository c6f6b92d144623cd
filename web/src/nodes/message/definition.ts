/** Message: one send to one person on one channel. */
import { channelName } from "@/ui/channel/channel";
import type { Definition, NodeOf } from "../definition";

/** The line of a message that people recognise it by. */
export function headline(node: NodeOf<"message">): string {
  const { subject, title, text, body, url } = node.content;
  return subject || title || body || text || url || "";
}

export const definition: Definition<"message"> = {
  kind: "message",
  name: "Message",
  text: "Send an e-mail, SMS, push, in-app message or webhook.",
  icon: "message",
  letter: "m",
  create: () => ({ kind: "message", channel: "email", content: {} }),
  summary: (node) => `${channelName(node.channel)}: ${headline(node) || "no content yet"}`,
};
