// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition, modeOf, waitWords } from "./definition";

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
  [
    {
      kind: "wait",
      ways: [
        { name: "bought", event: "login" },
        { name: "trial ends", date: { field: "trial_ends" } },
      ],
      timeout: "2d",
    },
    "ways",
    "Until the first of bought, trial ends, at most 2 days",
  ],
  [{ kind: "wait", for: "2d", calendar: true } as const, "for", "2 days by the calendar"],
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

test("what is waited for becomes the first of several ways, and leads where it led", () => {
  const { getByRole, getByText, change } = draw({
    kind: "wait",
    until: { event: "login", where: "event.x == 1" },
    timeout: "1d",
    then: "x",
  });
  fireEvent.click(getByRole("combobox", { name: "Wait" }));
  fireEvent.click(getByText("Until the first of several things"));
  expect(change).toHaveBeenLastCalledWith({
    kind: "wait",
    then: "x",
    ways: [{ name: "way 1", event: "login", where: "event.x == 1", then: "x" }],
    timeout: "1d",
  });
});

const TWO = {
  kind: "wait" as const,
  ways: [
    { name: "bought", event: "login", then: "x" },
    { name: "due", date: { field: "trial_ends" }, then: "y" },
  ],
  timeout: "2d",
};

test("ways are named, added, moved and opened by something else", () => {
  const { getByLabelText, getByRole, getByText, getAllByText, change } = draw(structuredClone(TWO));
  const ways = () => (change.mock.lastCall?.[0] as typeof TWO).ways;
  fireEvent.change(getByLabelText("Name of way 1"), { target: { value: "paid" } });
  expect(ways()[0]).toEqual({ name: "paid", event: "login", then: "x" });
  fireEvent.click(getByText("Add a way out"));
  expect(ways()[2]).toEqual({ name: "way 3", event: "" });
  fireEvent.click(getByLabelText("Way 1 down"));
  expect(ways().map((way) => way.name)).toEqual(["due", "bought"]);
  fireEvent.click(getByRole("combobox", { name: "What opens way 1" }));
  fireEvent.click(getAllByText("A condition holds")[0] as HTMLElement);
  expect(ways()[0]).toEqual({ name: "bought", when: "", then: "x" });
});

test("each way is a road of its own, and the time-out is one", () => {
  const roads = definition.edges(TWO).map((road) => [road.handle, road.label, road.target]);
  expect(roads).toEqual([
    ["way:0", "bought", "x"],
    ["way:1", "due", "y"],
    ["on_timeout", "time ran out", null],
  ]);
  expect(definition.retarget(TWO, "way:1", "z")).toMatchObject({
    ways: [{ then: "x" }, { then: "z" }],
  });
});

const AT_NINE = { kind: "wait" as const, until_time: "09:00" };

test("some wait for their best hour, in the boxes of the schema", () => {
  const { getByLabelText, queryByLabelText, change } = draw(structuredClone(AT_NINE));
  expect(queryByLabelText("Percent who wait for theirs")).toBeNull();
  fireEvent.click(getByLabelText("Some wait for their own best hour"));
  expect(change.mock.lastCall?.[0]).toEqual({ ...AT_NINE, best_hour: {} });
});

test("a best hour has its share and its bounds, and is left out again", () => {
  const node = { ...AT_NINE, best_hour: {} };
  const { getByLabelText, change } = draw(structuredClone(node));
  fireEvent.change(getByLabelText("Percent who wait for theirs"), { target: { value: "30" } });
  expect(change.mock.lastCall?.[0]).toMatchObject({ best_hour: { share: 30 } });
  fireEvent.change(getByLabelText("Not before (local time)"), { target: { value: "08:00" } });
  expect(change.mock.lastCall?.[0]).toMatchObject({ best_hour: { earliest: "08:00" } });
  expect(definition.summary({ ...node, best_hour: { share: 30 } })).toContain("best hour (30 %)");
});
