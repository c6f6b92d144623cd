// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Entry } from "@/canvas/document";
import { EntryLimits } from "./EntryLimits";
import { limitWords } from "./words";

function draw(entry: Entry) {
  const set = vi.fn<(part: Partial<Entry>, merge?: string) => void>();
  render(
    <MantineProvider withCssVariables={false}>
      <EntryLimits entry={entry} set={set} />
    </MantineProvider>,
  );
  return set;
}

test("a rate is written, and the others stay as they are", () => {
  const set = draw({ on: ["go"], limits: { total: 9_000 } });
  fireEvent.change(screen.getByLabelText("In any hour, at most"), { target: { value: "500" } });
  expect(set.mock.lastCall?.[0]).toEqual({ limits: { total: 9_000, per_hour: 500 } });
});

test("an empty box is no limit, and where none is left nothing stands in the document", () => {
  const set = draw({ on: ["go"], limits: { per_hour: 5 } });
  fireEvent.change(screen.getByLabelText("In any hour, at most"), { target: { value: "" } });
  expect(set.mock.lastCall?.[0]).toEqual({ limits: undefined });
});

test("whoever is over a rate waits or does not enter; with a total alone nobody waits", () => {
  draw({ on: ["go"], limits: { total: 10 } });
  expect(screen.queryByText("Waits at most")).toBeNull();
  draw({ on: ["go"], limits: { per_day: 10 } });
  expect(screen.getByText("Waits at most")).toBeTruthy();
});

test("the card says the limits in words", () => {
  expect(limitWords(undefined)).toBe("");
  expect(limitWords({ per_hour: 1500 })).toBe("At most 1,500 an hour, the others wait");
  expect(limitWords({ per_hour: 5, per_day: 40, beyond: "refuse" })).toBe(
    "At most 5 an hour and 40 a day",
  );
  expect(limitWords({ total: 300 })).toBe("At most 300 in all");
});
