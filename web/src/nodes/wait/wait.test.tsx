// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { modeOf, waitWords } from "./definition";

test.each([
  [{ kind: "wait", for: "4d" } as const, "for", "4 days"],
  [
    { kind: "wait", until_time: "09:00", weekdays: ["mon"] },
    "until_time",
    "Until 09:00 on mon, local time",
  ],
  [
    { kind: "wait", until: { event: "login" }, timeout: "1d" } as const,
    "until_event",
    "Until login, at most 1 day",
  ],
  [
    { kind: "wait", until: { when: 'plan == "pro"' } } as const,
    "until_when",
    'Until plan == "pro"',
  ],
  [
    { kind: "wait", until_date: { field: "trial_ends", offset: "-3d" } } as const,
    "until_date",
    "Until 3 days before trial_ends",
  ],
] as const)("%j reads %s: %s", (node, mode, words) => {
  const copy = structuredClone(node) as Parameters<typeof modeOf>[0];
  expect(modeOf(copy)).toBe(mode);
  expect(waitWords(copy)).toBe(words);
});

test("a longer duration keeps its unit", () => {
  const { getByLabelText, change } = draw({ kind: "wait", for: "4d", then: "x" });
  fireEvent.change(getByLabelText("How long"), { target: { value: "6" } });
  expect(change).toHaveBeenLastCalledWith({ kind: "wait", for: "6d", then: "x" }, "one.for");
});
