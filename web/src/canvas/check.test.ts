import { expect, test } from "vitest";
import { check, mergeFaults } from "./check";
import { perform, type Command } from "./commands";
import { diff } from "./diff";
import { emptyJourney, type JourneyNode } from "./document";
import { durationWords, spanWords } from "./duration";
import { UPGRADE } from "./sample";

const codes = (...commands: Command[]) =>
  check(commands.reduce(perform, UPGRADE)).map((one) => one.code);
const put = (id: string, node: JourneyNode): Command => ({ kind: "replace", id, node });

test("the seed's journey has no fault", () => expect(codes()).toEqual([]));

test("an empty journey says who and where", () => {
  expect(check(emptyJourney("j", "J")).map((one) => one.code)).toEqual([
    "entry_events_missing",
    "start_missing",
  ]);
});

test.each<[string, Command]>([
  ["node_unreachable", { kind: "add", id: "x", node: { kind: "exit" } }],
  ["node_missing", put("mark", { kind: "update", then: "nowhere" })],
  [
    "content_missing",
    put("last_sms", { kind: "message", channel: "sms", content: {}, then: "reached" }),
  ],
  ["split_empty", put("which_plan", { kind: "split", branches: [], otherwise: "wording" })],
  [
    "weights_zero",
    put("wording", {
      kind: "experiment",
      arms: [
        { name: "a", weight: 0, then: "offer_email" },
        { name: "b", weight: 0, then: "seats_email" },
      ],
    }),
  ],
  [
    "loop_without_wait",
    { kind: "connect", from: { node: "mark", handle: "then" }, to: "seats_email" },
  ],
  ["wait_empty", put("four_days", { kind: "wait", then: "last_sms" })],
  ["condition_empty", { kind: "add_branch", id: "which_plan" }],
])("%s is found", (code, command) => expect(codes(command)).toContain(code));

test("a circle with a wait is allowed", () => {
  expect(
    codes({ kind: "connect", from: { node: "last_sms", handle: "then" }, to: "four_days" }),
  ).toEqual([]);
});

test("the server's words win over ours", () => {
  const ours = check(perform(UPGRADE, put("mark", { kind: "update", then: "nowhere" })));
  const theirs = ours.map((one) => ({ ...one, text: "theirs" }));
  expect(mergeFaults(ours, theirs).every((one) => one.text === "theirs")).toBe(true);
});

test("a diff names what was added, changed and removed, and not where it was drawn", () => {
  const next = (
    [
      { kind: "remove", ids: ["mark"] },
      { kind: "add", id: "x", node: { kind: "exit" } },
      { kind: "move", positions: { x: [1, 2] } },
    ] satisfies Command[]
  ).reduce(perform, UPGRADE);
  expect(diff(UPGRADE, next).map((one) => [one.node, one.kind])).toEqual([
    ["seats_email", "changed"],
    ["x", "added"],
    ["mark", "deleted"],
  ]);
});

test("durations read as words", () => {
  expect([durationWords("1d"), durationWords("14d"), durationWords("soon")]).toEqual([
    "1 day",
    "14 days",
    "soon",
  ]);
  expect([spanWords(90_000), spanWords(93_600_000)]).toEqual(["2 min", "1 d 2 h"]);
});
