/** Branches of any node that has some: add, take away, put in another order. */
import type { JourneyNode } from "./document";
import { definitionOf } from "./kinds";

const branchesOf = (node: JourneyNode) => definitionOf(node.kind).branches;

/** The node with one more branch. */
export const addBranch = <N extends JourneyNode>(node: N): N =>
  (branchesOf(node)?.add(node) ?? node) as N;

/** The node without the branch at an index. */
export const removeBranch = <N extends JourneyNode>(node: N, at: number): N =>
  (branchesOf(node)?.remove(node, at) ?? node) as N;

/** The node with a branch at another place in the order: the first that holds wins. */
export const moveBranch = <N extends JourneyNode>(node: N, from: number, to: number): N =>
  (branchesOf(node)?.move(node, from, to) ?? node) as N;
