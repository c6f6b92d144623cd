/** Update: set traits, join and leave lists. */
import type { Definition, NodeOf } from "../definition";

function words(node: NodeOf<"update">): string {
  const parts = [
    ...Object.entries(node.set ?? {}).map(
      ([key, value]) =>
        `${key} = ${typeof value === "string" ? value.replace(/^=/, "") : JSON.stringify(value)}`,
    ),
    ...(node.add_to ?? []).map((list) => `join ${list}`),
    ...(node.remove_from ?? []).map((list) => `leave ${list}`),
  ];
  return parts.join(", ") || "Nothing set yet";
}

export const definition: Definition<"update"> = {
  kind: "update",
  name: "Update",
  text: "Set traits of the person, join or leave lists.",
  icon: "update",
  letter: "u",
  create: () => ({ kind: "update" }),
  summary: words,
};
