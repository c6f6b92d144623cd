/** Experiment: weighted arms, the same arm for the same person on every visit. */
import type { Arm } from "@/canvas/document";
import type { Definition } from "../definition";

/** The share of one arm; 0 when nobody can be assigned. */
export function armShare(arms: readonly Arm[], arm: Arm): number {
  const sum = arms.reduce((total, one) => total + Math.max(0, one.weight), 0);
  return sum > 0 ? Math.max(0, arm.weight) / sum : 0;
}

export const definition: Definition<"experiment"> = {
  kind: "experiment",
  name: "Experiment",
  text: "Weighted arms by stable hash: the same person keeps the same arm.",
  icon: "experiment",
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
      .join(" · "),
};
