/** One edge out of a node, and how a node is written with it led elsewhere. */
import type { Target } from "./document";

/** One way out. `handle` is stable while the node keeps its shape; `role` colours it. */
export interface Edge {
  handle: string;
  label: string;
  target: string | null;
  role: "main" | "branch" | "otherwise" | "timeout" | "trouble";
}

/** Words that stand where a node id may stand, and are none. */
const POLICY_WORDS: ReadonlySet<string> = new Set(["", "go_on", "exit", "wait"]);

export const edge = (
  handle: string,
  label: string,
  target: Target,
  role: Edge["role"] = "main",
): Edge => ({ handle, label, target: target ? target : null, role });

/** The edge of a policy that names a node; none when it is a word such as go_on. */
export const troubleEdge = (handle: string, label: string, word: string | undefined): Edge[] =>
  word !== undefined && !POLICY_WORDS.has(word) ? [edge(handle, label, word, "trouble")] : [];

/** The object with `key` led to a target, or without it when there is none: an absent edge is not written. */
export function led<T extends object, K extends keyof T>(
  thing: T,
  key: K,
  target: string | null,
): T {
  const copy = { ...thing };
  if (target === null) delete copy[key];
  else copy[key] = target as T[K];
  return copy;
}

/** The list with the `then` of one of its members led to a target. */
export const ledAt = <T extends { then?: Target }>(
  list: readonly T[],
  at: number,
  target: string | null,
): T[] => list.map((one, index) => (index === at ? led(one, "then", target) : one));

/** The edges of a kind that has one way on. */
export const oneEdge = (node: { then?: Target }): Edge[] => [edge("then", "", node.then)];

/** The same kind with its one way led elsewhere. An unknown handle changes nothing. */
export const leadOn = <T extends { then?: Target }>(
  node: T,
  handle: string,
  target: string | null,
): T => (handle === "then" ? led(node, "then", target) : node);
