/** The structural checks of one step, by its kind. */
import { nodeName, type Content, type JourneyNode } from "./document";

export interface Fault {
  code: string;
  text: string;
  at: string;
  node: string | null;
  severity: "error" | "warning";
  suggestion: string | null;
}

export const fault = (
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

export const warning = (...args: Parameters<typeof fault>): Fault => ({
  ...fault(...args),
  severity: "warning",
});

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

export function kindFaults(id: string, node: JourneyNode): Fault[] {
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
