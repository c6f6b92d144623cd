/** Wait: for a duration, until a time, a date, or until something happens. */
import { durationWords } from "@/canvas/duration";
import type { Definition, NodeOf } from "../definition";

export type WaitMode = "for" | "until_time" | "until_date" | "until_event" | "until_when";

/** Which of the five ways a wait is. */
export function modeOf(node: NodeOf<"wait">): WaitMode {
  if (node.until)
    return node.until.when !== undefined && !node.until.event ? "until_when" : "until_event";
  if (node.until_date) return "until_date";
  return node.until_time && !node.for ? "until_time" : "for";
}

/** Which days, in words: "on Mon, Tue" or nothing when every day will do. */
const days = (node: NodeOf<"wait">) =>
  node.weekdays?.length ? ` on ${node.weekdays.join(", ")}` : "";

/** The wait in words. */
export function waitWords(node: NodeOf<"wait">): string {
  const most = node.timeout ? `, at most ${durationWords(node.timeout)}` : "";
  switch (modeOf(node)) {
    case "until_event":
      return `Until ${node.until?.event || "an event"}${most}`;
    case "until_when":
      return `Until ${node.until?.when || "a condition holds"}${most}`;
    case "until_date": {
      const offset = node.until_date?.offset ?? "0d";
      const moved = offset.startsWith("-")
        ? `${durationWords(offset.slice(1))} before `
        : /^\+?0/.test(offset)
          ? ""
          : `${durationWords(offset.replace("+", ""))} after `;
      return `Until ${moved}${node.until_date?.field || "a date"}${node.until_date?.at ? ` at ${node.until_date.at}` : ""}`;
    }
    case "until_time":
      return `Until ${node.until_time}${days(node)}, local time`;
    case "for":
      return node.for
        ? `${durationWords(node.for)}${node.until_time ? `, then until ${node.until_time}` : ""}${days(node)}`
        : "No time set yet";
  }
}

export const definition: Definition<"wait"> = {
  kind: "wait",
  name: "Wait",
  text: "Wait for a time, a date, or until something happens.",
  icon: "wait",
  letter: "w",
  create: () => ({ kind: "wait", for: "1d" }),
  summary: waitWords,
};
