/** The roads out of a node: every place in the document that names a next node, under one handle each. */
import type { Journey, JourneyNode, Target } from "./document";

/** One way out. `handle` is stable while the node keeps its shape; `role` colours the edge. */
export interface Road {
  handle: string;
  label: string;
  target: string | null;
  role: "main" | "branch" | "otherwise" | "timeout" | "trouble";
}

/** Words that stand where a node id may stand, and are none. */
export const POLICY_WORDS: ReadonlySet<string> = new Set(["", "go_on", "exit", "wait"]);

const road = (
  handle: string,
  label: string,
  target: Target,
  role: Road["role"] = "main",
): Road => ({
  handle,
  label,
  target: target ? target : null,
  role,
});

function trouble(handle: string, label: string, word: string | undefined): Road[] {
  return word !== undefined && !POLICY_WORDS.has(word)
    ? [road(handle, label, word, "trouble")]
    : [];
}

/** All roads of a node in the order in which the card shows them. */
export function roadsOf(node: JourneyNode): Road[] {
  switch (node.kind) {
    case "message":
      return [
        road("then", "", node.then),
        ...trouble("failed", "if it fails", node.if_failed?.then),
      ];
    case "wait":
      return [
        road("then", node.until ? "it happened" : "", node.then),
        ...(node.until || node.on_timeout
          ? [road("on_timeout", "time ran out", node.on_timeout, "timeout")]
          : []),
        ...trouble("if_past", "date has passed", node.until_date?.if_past),
        ...trouble("if_unreadable", "no readable date", node.until_date?.if_unreadable),
      ];
    case "split":
      return [
        ...node.branches.map((one, at) =>
          road(`branch:${at}`, one.name || one.when || `branch ${at + 1}`, one.then, "branch"),
        ),
        road("otherwise", "otherwise", node.otherwise, "otherwise"),
      ];
    case "experiment":
      return node.arms.map((arm, at) =>
        road(`arm:${at}`, arm.name || `arm ${at + 1}`, arm.then, "branch"),
      );
    case "update":
    case "handoff":
    case "goal":
      return [road("then", "", node.then)];
    case "exit":
      return [];
  }
}

/** The object with `key` set, or without it when there is no target: an absent road is not written. */
function aimed<T extends object, K extends keyof T>(thing: T, key: K, target: string | null): T {
  const copy = { ...thing };
  if (target === null) delete copy[key];
  else copy[key] = target as T[K];
  return copy;
}

function aimAt<T extends { then?: Target }>(
  list: readonly T[],
  at: number,
  target: string | null,
): T[] {
  return list.map((one, index) => (index === at ? aimed(one, "then", target) : one));
}

/** The node with one road led to `target` (null: cut). An unknown handle changes nothing. */
export function aim(node: JourneyNode, handle: string, target: string | null): JourneyNode {
  const [part, index] = handle.split(":");
  if (node.kind === "split" && part === "branch")
    return { ...node, branches: aimAt(node.branches, Number(index), target) };
  if (node.kind === "split" && part === "otherwise") return aimed(node, "otherwise", target);
  if (node.kind === "experiment" && part === "arm")
    return { ...node, arms: aimAt(node.arms, Number(index), target) };
  if (node.kind === "message" && part === "failed") {
    return { ...node, if_failed: { ...node.if_failed, then: target ?? "go_on" } };
  }
  if (node.kind === "wait" && part === "on_timeout") return aimed(node, "on_timeout", target);
  if (node.kind === "wait" && node.until_date && (part === "if_past" || part === "if_unreadable")) {
    return {
      ...node,
      until_date: { ...node.until_date, [part]: target ?? (part === "if_past" ? "go_on" : "exit") },
    };
  }
  if (
    part === "then" &&
    node.kind !== "split" &&
    node.kind !== "experiment" &&
    node.kind !== "exit"
  ) {
    return aimed(node, "then", target);
  }
  return node;
}

/** The node with every road that leads to a key of `moves` led to its value instead (null: cut). */
export function redirect(
  node: JourneyNode,
  moves: ReadonlyMap<string, string | null>,
): JourneyNode {
  let result = node;
  for (const one of roadsOf(node)) {
    const next = one.target === null ? undefined : moves.get(one.target);
    if (next !== undefined) result = aim(result, one.handle, next);
  }
  return result;
}

/** Every node that can be reached from the start. */
export function reachable(document: Journey): Set<string> {
  const seen = new Set<string>();
  const open = document.start in document.nodes ? [document.start] : [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = document.nodes[id];
    for (const one of node ? roadsOf(node) : []) {
      if (one.target !== null && one.target in document.nodes) open.push(one.target);
    }
  }
  return seen;
}
