/** Structural checks while you draw, in words; the server checks again, and more, with the same codes. */
import { ENTRY } from "./commands";
import { nodeName, type Content, type Journey, type JourneyNode } from "./document";
import { reachable, roadsOf } from "./roads";

export interface Fault {
  code: string;
  text: string;
  at: string;
  node: string | null;
  severity: "error" | "warning";
  suggestion: string | null;
}

const fault = (
  code: string,
  at: string,
  node: string | null,
  text: string,
  suggestion: string | null = null,
): Fault => ({
  code,
  text,
  at,
  node,
  severity: "error",
  suggestion,
});

const warning = (...args: Parameters<typeof fault>): Fault => ({
  ...fault(...args),
  severity: "warning",
});

function startFaults(document: Journey): Fault[] {
  const result: Fault[] = [];
  if (document.entry.on.length === 0) {
    result.push(
      fault(
        "entry_events_missing",
        "entry.on",
        ENTRY,
        "Nobody can enter yet.",
        "Choose the event that lets people in.",
      ),
    );
  }
  if (!document.start) {
    result.push(
      fault(
        "start_missing",
        "start",
        ENTRY,
        "The entry leads nowhere.",
        "Connect the entry to the first step.",
      ),
    );
  } else if (!(document.start in document.nodes)) {
    result.push(
      fault(
        "start_missing",
        "start",
        ENTRY,
        `The entry leads to "${document.start}", which is not there.`,
        "Connect it to a step.",
      ),
    );
  }
  return result;
}

const CONTENT_NEEDS: Record<string, [keyof Content, string][]> = {
  email: [
    ["subject", "a subject"],
    ["html", "a body"],
  ],
  sms: [["text", "a text"]],
  push: [["body", "a body"]],
  in_app: [["body", "a body"]],
  webhook: [["url", "an address"]],
};

function contentFaults(
  id: string,
  node: Extract<JourneyNode, { kind: "message" }>,
  name: string,
): Fault[] {
  const empty = (key: keyof typeof node.content) => !String(node.content[key] ?? "").trim();
  return (CONTENT_NEEDS[node.channel] ?? [])
    .filter(
      ([key]) =>
        empty(key) && !(key === "html" && !empty("text")) && !(key === "text" && !empty("body")),
    )
    .map(([key, words]) =>
      fault(
        "content_missing",
        `nodes.${id}.content.${key}`,
        id,
        `"${name}" has no content: it needs ${words}.`,
        `Write ${words}.`,
      ),
    );
}

function waitFaults(
  id: string,
  node: Extract<JourneyNode, { kind: "wait" }>,
  name: string,
): Fault[] {
  if (!node.for && !node.until_time && !node.until && !node.until_date) {
    return [
      fault(
        "wait_empty",
        `nodes.${id}`,
        id,
        `"${name}" does not say how long to wait.`,
        "Give it a duration, a time or an event.",
      ),
    ];
  }
  if (node.until && !node.timeout) {
    return [
      warning(
        "until_without_timeout",
        `nodes.${id}.timeout`,
        id,
        `"${name}" may wait for ever.`,
        "Set how long to wait at most, such as 7d.",
      ),
    ];
  }
  return [];
}

function kindFaults(id: string, node: JourneyNode): Fault[] {
  const name = nodeName(id, node);
  switch (node.kind) {
    case "message":
      return contentFaults(id, node, name);
    case "wait":
      return waitFaults(id, node, name);
    case "split":
      if (node.branches.length === 0) {
        return [
          fault(
            "split_empty",
            `nodes.${id}.branches`,
            id,
            `"${name}" has no branch.`,
            "Add a branch with a condition.",
          ),
        ];
      }
      return node.branches.flatMap((branch, at) =>
        branch.when.trim()
          ? []
          : [
              fault(
                "condition_empty",
                `nodes.${id}.branches[${at}].when`,
                id,
                `Branch ${at + 1} of "${name}" has no condition.`,
                "Say who takes it.",
              ),
            ],
      );
    case "experiment":
      if (node.arms.length === 0)
        return [
          fault("arms_number", `nodes.${id}.arms`, id, `"${name}" has no arm.`, "Add two arms."),
        ];
      if (node.arms.reduce((sum, arm) => sum + Math.max(0, arm.weight), 0) > 0) return [];
      return [
        fault(
          "weights_zero",
          `nodes.${id}.arms`,
          id,
          `All weights of "${name}" are 0, so nobody can be assigned.`,
          "Give at least one arm a weight.",
        ),
      ];
    case "handoff":
      return node.journey
        ? []
        : [
            fault(
              "handoff_missing",
              `nodes.${id}.journey`,
              id,
              `"${name}" does not say which journey.`,
              "Choose a journey.",
            ),
          ];
    default:
      return [];
  }
}

/** Nodes of a circle that people could go round for ever without a wait. */
function fastLoops(document: Journey): Set<string> {
  const state = new Map<string, "open" | "done">();
  const found = new Set<string>();
  const visit = (id: string): void => {
    const node = document.nodes[id];
    if (!node || node.kind === "wait" || state.get(id) === "done") return;
    if (state.get(id) === "open") {
      found.add(id);
      return;
    }
    state.set(id, "open");
    for (const { target } of roadsOf(node)) if (target !== null) visit(target);
    state.set(id, "done");
  };
  for (const id of Object.keys(document.nodes)) visit(id);
  return found;
}

/** Everything structural that is wrong, in document order, the entry first. */
export function check(document: Journey): Fault[] {
  const reached = reachable(document);
  const loops = fastLoops(document);
  const result = startFaults(document);
  for (const [id, node] of Object.entries(document.nodes)) {
    const name = nodeName(id, node);
    for (const { handle, target } of roadsOf(node)) {
      if (target !== null && !(target in document.nodes)) {
        result.push(
          fault(
            "node_missing",
            `nodes.${id}.${handle}`,
            id,
            `"${name}" leads to "${target}", which is not there.`,
            "Connect it to another step.",
          ),
        );
      }
    }
    result.push(...kindFaults(id, node));
    if (!reached.has(id)) {
      result.push(
        warning(
          "node_unreachable",
          `nodes.${id}`,
          id,
          `No road leads to "${name}".`,
          "Connect a road to it, or remove it.",
        ),
      );
    }
    if (loops.has(id)) {
      result.push(
        fault(
          "loop_without_wait",
          `nodes.${id}`,
          id,
          `People would go round "${name}" for ever without a wait.`,
          "Put a wait into the circle.",
        ),
      );
    }
  }
  return result;
}

/** A fault as the server sends it: what is at its default may be left out. */
export type RawFault = Pick<Fault, "code" | "text"> & Partial<Fault>;

/** The same fault with everything filled in. */
export function wholeFault(raw: RawFault): Fault {
  return {
    code: raw.code,
    text: raw.text,
    at: raw.at ?? "",
    node: raw.node || null,
    severity: raw.severity ?? "error",
    suggestion: raw.suggestion ?? null,
  };
}

/** The server's faults and ours as one list: the server's words win where both found the same. */
export function mergeFaults(ours: readonly Fault[], theirs: readonly Fault[]): Fault[] {
  const key = (one: Fault) => `${one.code}|${one.node ?? ""}`;
  const known = new Set(theirs.map(key));
  return [...theirs, ...ours.filter((one) => !known.has(key(one)))].sort(
    (a, b) => Number(b.severity === "error") - Number(a.severity === "error"),
  );
}
