/** Choose: one of several options, or nothing, by a policy that learns. */
import { edge, led, ledAt } from "@/canvas/edge";
import { moved, without } from "@/canvas/order";
import type { Option } from "@/canvas/document";
import type { Definition } from "@/canvas/kind";
import { t } from "@/language/t";

/** One more option, by the next free name. */
function freshOption(options: readonly Option[]): Option {
  const names = new Set(options.map((one) => one.name));
  let at = options.length + 1;
  while (names.has(`option_${at}`)) at += 1;
  return { name: `option_${at}` };
}

export const definition: Definition<"choose"> = {
  kind: "choose",
  name: t("Choose"),
  text: t("The best of several options for each person, or nothing; it learns from the goal."),
  icon: "M12 3v4M5 21v-5a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v5M12 13v8M12 7l3 3-3 3-3-3 3-3",
  letter: "b",
  create: () => ({ kind: "choose", options: [{ name: "option_1" }, { name: "option_2" }] }),
  summary: (node) => t`${node.options.map((one) => one.name).join(" · ")} · nothing`,
  edges: (node) => [
    ...node.options.map((one, at) =>
      edge(`option:${at}`, one.name || t`option ${at + 1}`, one.then, "branch"),
    ),
    edge("otherwise", t("nothing"), node.otherwise, "otherwise"),
  ],
  retarget: (node, handle, target) => {
    const [part, at] = handle.split(":");
    if (part === "otherwise") return led(node, "otherwise", target);
    return part === "option" ? { ...node, options: ledAt(node.options, Number(at), target) } : node;
  },
  branches: {
    add: (node) => ({ ...node, options: [...node.options, freshOption(node.options)] }),
    remove: (node, at) => ({ ...node, options: without(node.options, at) }),
    move: (node, from, to) => ({ ...node, options: moved(node.options, from, to) }),
  },
  bareCard: true,
};
