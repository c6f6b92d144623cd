/** Message: one send to one person on one channel. */
import { edge, leadOn, troubleEdge } from "@/canvas/edge";
import { channelIcon, channelName } from "@/ui/channel/channel";
import type { Definition, NodeOf } from "@/canvas/kind";
import { t } from "@/language/t";

/** The line of a message that people recognise it by. */
export function headline(node: NodeOf<"message">): string {
  const { subject, title, text, body, url } = node.content ?? {};
  if (node.template) return t`template ${node.template}`;
  return subject || title || body || text || url || "";
}

export const definition: Definition<"message"> = {
  kind: "message",
  name: t("Message"),
  text: t("Send an e-mail, SMS, push, in-app message or webhook."),
  icon: "M4 6.500h16v11H4zM4 7.500l8 6 8-6",
  letter: "m",
  create: () => ({ kind: "message", channel: "email", content: {} }),
  summary: (node) => `${channelName(node.channel)}: ${headline(node) || t("no content yet")}`,
  iconOf: (node) => channelIcon(node.channel),
  edges: (node) => [
    edge("then", "", node.then),
    ...troubleEdge("failed", t("if it fails"), node.if_failed?.then),
  ],
  retarget: (node, handle, target) =>
    handle === "failed"
      ? { ...node, if_failed: { ...node.if_failed, then: target ?? "go_on" } }
      : leadOn(node, handle, target),
};
