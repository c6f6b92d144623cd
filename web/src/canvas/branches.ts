/** Branches of a split and arms of an experiment: add, take away, put in another order. */
import type { JourneyNode } from "./document";

/** The node with one more branch (or arm, at the weight of the last one). */
export function addBranch(node: JourneyNode): JourneyNode {
  if (node.kind === "split") return { ...node, branches: [...node.branches, { when: "" }] };
  if (node.kind !== "experiment") return node;
  const name = String.fromCharCode(97 + (node.arms.length % 26));
  const taken = node.arms.some((arm) => arm.name === name);
  const weight = node.arms.at(-1)?.weight ?? 1;
  return {
    ...node,
    arms: [...node.arms, { name: taken ? `arm_${node.arms.length + 1}` : name, weight }],
  };
}

/** The node without the branch (or arm) at an index. */
export function removeBranch(node: JourneyNode, at: number): JourneyNode {
  if (node.kind === "split")
    return { ...node, branches: node.branches.filter((_, index) => index !== at) };
  if (node.kind === "experiment")
    return { ...node, arms: node.arms.filter((_, index) => index !== at) };
  return node;
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  const [one] = copy.splice(from, 1);
  if (one === undefined) return copy;
  copy.splice(Math.max(0, Math.min(to, copy.length)), 0, one);
  return copy;
}

/** The node with a branch (or arm) at another place in the order: the first that holds wins. */
export function moveBranch(node: JourneyNode, from: number, to: number): JourneyNode {
  if (node.kind === "split") return { ...node, branches: moved(node.branches, from, to) };
  if (node.kind === "experiment") return { ...node, arms: moved(node.arms, from, to) };
  return node;
}
