/** Handoff: enter another journey, then go on. */
import { leadOn, oneEdge } from "@/canvas/edge";
import type { Definition } from "@/canvas/kind";
import { t } from "@/language/t";

export const definition: Definition<"handoff"> = {
  kind: "handoff",
  name: t("Hand off"),
  text: t("Enter the person into another journey, then go on."),
  icon: "M4 8h11M12 4.500 15.500 8 12 11.500M20 16H9M12 12.500 8.500 16l3.500 3.500",
  letter: "h",
  create: () => ({ kind: "handoff", journey: "" }),
  summary: (node) =>
    node.journey
      ? t`Into ${node.journey}${node.wait ? t(", and on when it has ended") : ""}`
      : t("No journey chosen yet"),
  edges: oneEdge,
  retarget: leadOn,
};
