/** Update: set traits, join and leave lists. */
import { leadOn, oneEdge } from "@/canvas/edge";
import type { Definition, NodeOf } from "@/canvas/kind";
import { t } from "@/language/t";

function words(node: NodeOf<"update">): string {
  const parts = [
    ...Object.entries(node.set ?? {}).map(
      ([key, value]) =>
        `${key} = ${typeof value === "string" ? value.replace(/^=/, "") : JSON.stringify(value)}`,
    ),
    ...(node.add_to ?? []).map((list) => t`join ${list}`),
    ...(node.remove_from ?? []).map((list) => t`leave ${list}`),
  ];
  return parts.join(", ") || t("Nothing set yet");
}

export const definition: Definition<"update"> = {
  kind: "update",
  name: t("Update"),
  text: t("Set fields of the person, join or leave lists."),
  icon: "M5 19.500h14M7 15.500 16 6.500l2.500 2.500-9 9H7z",
  letter: "u",
  create: () => ({ kind: "update" }),
  summary: words,
  edges: oneEdge,
  retarget: leadOn,
};
