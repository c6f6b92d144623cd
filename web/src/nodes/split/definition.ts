/** Split: the first branch whose condition is true. */
import { edge, led, ledAt } from "@/canvas/edge";
import { moved, without } from "@/canvas/order";
import type { Definition } from "@/canvas/kind";
import { t } from "@/language/t";

export const definition: Definition<"split"> = {
  kind: "split",
  name: t("Split"),
  text: t("The first branch whose condition holds; otherwise the last path."),
  icon: "M12 4v5M12 9c0 4-5.500 3.500-5.500 8V20M12 9c0 4 5.500 3.500 5.500 8V20",
  letter: "s",
  create: () => ({ kind: "split", branches: [{ when: "" }] }),
  summary: (node) =>
    t`${node.branches.length} ${node.branches.length === 1 ? t("branch") : t("branches")}, otherwise the last path`,
  edges: (node) => [
    ...node.branches.map((one, at) =>
      edge(`branch:${at}`, one.name || one.when || t`branch ${at + 1}`, one.then, "branch"),
    ),
    edge("otherwise", t("otherwise"), node.otherwise, "otherwise"),
  ],
  retarget: (node, handle, target) => {
    const [part, at] = handle.split(":");
    if (part === "otherwise") return led(node, "otherwise", target);
    return part === "branch"
      ? { ...node, branches: ledAt(node.branches, Number(at), target) }
      : node;
  },
  branches: {
    add: (node) => ({ ...node, branches: [...node.branches, { when: "" }] }),
    remove: (node, at) => ({ ...node, branches: without(node.branches, at) }),
    move: (node, from, to) => ({ ...node, branches: moved(node.branches, from, to) }),
  },
  bareCard: true,
};
