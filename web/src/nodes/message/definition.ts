/** Message: one send to one person on one channel. */
import type { Channel } from "@/canvas/document";
import type { Definition, NodeOf } from "../definition";

export const CHANNEL_NAMES: Record<Channel, string> = {
  email: "E-mail",
  sms: "SMS",
  push: "Push",
  in_app: "In-app",
  webhook: "Webhook",
};

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
  summary: (node) => `${CHANNEL_NAMES[node.channel]}: ${headline(node) || "no content yet"}`,
};
