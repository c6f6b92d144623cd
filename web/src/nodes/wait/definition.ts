/** Wait: for a duration, until a time, a date, or until something happens. */
import { edge, leadOn, led, ledAt, troubleEdge } from "@/canvas/edge";
import { moved, without } from "@/canvas/order";
import { durationWords } from "@/canvas/duration";
import type { Definition, NodeOf } from "@/canvas/kind";
import { t } from "@/language/t";

export type WaitMode = "for" | "until_time" | "until_date" | "until_event" | "until_when" | "ways";

/** One of several ways out. */
export type WayOut = NonNullable<NodeOf<"wait">["ways"]>[number];

/** What opens a way out, in a few words. */
export function wayWords(way: WayOut): string {
  if (way.date) return way.date.field || t("a date");
  return way.event || way.when || t("nothing yet");
}

/** One more way out, under a name that no other one has. */
export function freshWay(ways: readonly WayOut[]): WayOut {
  const names = new Set(ways.map((way) => way.name));
  let number = ways.length + 1;
  while (names.has(`way ${number}`)) number += 1;
  return { name: t`way ${number}`, event: "" };
}

/** Which of the six modes a wait is in. */
export function modeOf(node: NodeOf<"wait">): WaitMode {
  if (node.ways?.length) return "ways";
  if (node.until)
    return node.until.when !== undefined && !node.until.event ? "until_when" : "until_event";
  if (node.until_date) return "until_date";
  return node.until_time && !node.for ? "until_time" : "for";
}

/** Which days, in words: "on Mon, Tue" or nothing when every day will do. */
const days = (node: NodeOf<"wait">) =>
  node.weekdays?.length ? t` on ${node.weekdays.join(", ")}` : "";

/** That some wait for their own hour. */
const ownHour = (node: NodeOf<"wait">) =>
  node.best_hour ? t`, or their best hour (${node.best_hour.share ?? 50} %)` : "";

/** The wait in words. */
export function waitWords(node: NodeOf<"wait">): string {
  const most = node.timeout ? t`, at most ${durationWords(node.timeout)}` : "";
  switch (modeOf(node)) {
    case "ways":
      return t`Until the first of ${(node.ways ?? []).map((way) => way.name || wayWords(way)).join(", ")}${most}`;
    case "until_event":
      return t`Until ${node.until?.event || t("an event")}${most}`;
    case "until_when":
      return t`Until ${node.until?.when || t("a condition holds")}${most}`;
    case "until_date": {
      const offset = node.until_date?.offset ?? "0d";
      const moved = offset.startsWith("-")
        ? t`${durationWords(offset.slice(1))} before `
        : /^\+?0/.test(offset)
          ? ""
          : t`${durationWords(offset.replace("+", ""))} after `;
      return t`Until ${moved}${node.until_date?.field || t("a date")}${node.until_date?.at ? t` at ${node.until_date.at}` : ""}`;
    }
    case "until_time":
      return t`Until ${node.until_time}${days(node)}, local time${ownHour(node)}`;
    case "for":
      return node.for
        ? `${durationWords(node.for)}${node.calendar ? t(" by the calendar") : ""}${node.until_time ? t`, then until ${node.until_time}` : ""}${days(node)}`
        : t("No time set yet");
  }
}

/** What a date does that cannot be waited for, when no step is named. */
const PAST: Readonly<Record<string, string>> = { if_past: "go_on", if_unreadable: "exit" };

export const definition: Definition<"wait"> = {
  kind: "wait",
  name: t("Wait"),
  text: t("Wait for a time, a date, or until something happens."),
  icon: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.200l2.800 1.800",
  letter: "w",
  create: () => ({ kind: "wait", for: "1d" }),
  summary: waitWords,
  edges: (node) => [
    ...(node.ways ?? []).map((way, at) =>
      edge(`way:${at}`, way.name || wayWords(way), way.then, "branch"),
    ),
    ...(node.ways?.length ? [] : [edge("then", node.until ? t("it happened") : "", node.then)]),
    ...(node.until || node.ways?.length || node.on_timeout
      ? [edge("on_timeout", t("time ran out"), node.on_timeout, "timeout")]
      : []),
    ...troubleEdge("if_past", t("date has passed"), node.until_date?.if_past),
    ...troubleEdge("if_unreadable", t("no readable date"), node.until_date?.if_unreadable),
  ],
  retarget: (node, handle, target) => {
    if (handle === "on_timeout") return led(node, "on_timeout", target);
    const [part, at] = handle.split(":");
    if (part === "way")
      return node.ways ? { ...node, ways: ledAt(node.ways, Number(at), target) } : node;
    if (!node.until_date || !(handle in PAST)) return leadOn(node, handle, target);
    const words = { [handle]: target ?? PAST[handle] };
    return { ...node, until_date: { ...node.until_date, ...words } };
  },
  branches: {
    add: (node) => (node.ways ? { ...node, ways: [...node.ways, freshWay(node.ways)] } : node),
    remove: (node, at) => (node.ways ? { ...node, ways: without(node.ways, at) } : node),
    move: (node, from, to) => (node.ways ? { ...node, ways: moved(node.ways, from, to) } : node),
  },
};
