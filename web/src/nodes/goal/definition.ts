/** Goal: the person reached what the journey is for. */
import { leadOn, oneEdge } from "@/canvas/edge";
import type { Definition } from "@/canvas/kind";
import { t } from "@/language/t";

export const definition: Definition<"goal"> = {
  kind: "goal",
  name: t("Goal"),
  text: t("The person reached what the journey is for."),
  icon: "M6 21V4M6 5h12l-3 4 3 4H6",
  letter: "g",
  create: () => ({ kind: "goal" }),
  summary: () => t("Reached what the journey is for"),
  edges: oneEdge,
  retarget: leadOn,
};
