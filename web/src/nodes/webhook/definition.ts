/** Webhook: call an endpoint as a step; later conditions ask for its answer. */
import { edge, leadOn, troubleEdge } from "@/canvas/edge";
import type { Definition } from "@/canvas/kind";
import { t } from "@/language/t";

export const definition: Definition<"webhook"> = {
  kind: "webhook",
  name: t("Webhook"),
  text: t("Call an endpoint, wait for its answer, and use it in later conditions."),
  icon: "M8.500 15.500a3.500 3.500 0 1 1-2.700-5.600M12 6.500a3.500 3.500 0 1 1 3.200 5M12 6.500l-3.500 6M15.500 16a3.500 3.500 0 1 1 .200-5",
  letter: "k",
  create: () => ({ kind: "webhook", url: "" }),
  summary: (node) => (node.url ? t`Calls ${node.url}` : t("No address yet")),
  edges: (node) => [
    edge("then", "", node.then),
    ...troubleEdge("failed", t("if it fails"), node.if_failed?.then),
  ],
  retarget: (node, handle, target) =>
    handle === "failed"
      ? { ...node, if_failed: { ...node.if_failed, then: target ?? "go_on" } }
      : leadOn(node, handle, target),
};
