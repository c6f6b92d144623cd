/** Experiment: weighted arms, the same arm for the same person on every visit. */
import { edge, ledAt } from "@/canvas/edge";
import { moved, without } from "@/canvas/order";
import type { Arm } from "@/canvas/document";
import type { Definition } from "@/canvas/kind";
import { t } from "@/language/t";

/** The share of one arm; 0 when nobody can be assigned. */
export function armShare(arms: readonly Arm[], arm: Arm): number {
  const sum = arms.reduce((total, one) => total + Math.max(0, one.weight), 0);
  return sum > 0 ? Math.max(0, arm.weight) / sum : 0;
}

/** One more arm, at the weight of the last one. */
function freshArm(arms: readonly Arm[]): Arm {
  const name = String.fromCharCode(97 + (arms.length % 26));
  const taken = arms.some((arm) => arm.name === name);
  return { name: taken ? `arm_${arms.length + 1}` : name, weight: arms.at(-1)?.weight ?? 1 };
}

export const definition: Definition<"experiment"> = {
  kind: "experiment",
  name: t("Experiment"),
  text: t("Weighted arms by stable hash: the same person keeps the same arm."),
  icon: "M9.500 4h5M10.500 4v6L5.500 18.500A1.500 1.500 0 0 0 6.800 20.500h10.400a1.500 1.500 0 0 0 1.300-2L13.500 10V4M8 15h8",
  letter: "x",
  create: () => ({
    kind: "experiment",
    arms: [
      { name: "a", weight: 1 },
      { name: "b", weight: 1 },
    ],
  }),
  summary: (node) =>
    node.arms
      .map((arm) => `${arm.name} ${Math.round(armShare(node.arms, arm) * 100)} %`)
      .join(" · ") || t("No arm yet"),
  edges: (node) =>
    node.arms.map((arm, at) => edge(`arm:${at}`, arm.name || t`arm ${at + 1}`, arm.then, "branch")),
  retarget: (node, handle, target) => {
    const [part, at] = handle.split(":");
    return part === "arm" ? { ...node, arms: ledAt(node.arms, Number(at), target) } : node;
  },
  branches: {
    add: (node) => ({ ...node, arms: [...node.arms, freshArm(node.arms)] }),
    remove: (node, at) => ({ ...node, arms: without(node.arms, at) }),
    move: (node, from, to) => ({ ...node, arms: moved(node.arms, from, to) }),
  },
  bareCard: true,
};
