// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition } from "./definition";

test("names the journey", () => {
  const { getByLabelText, getByTestId, change } = draw(definition.create());
  expect(getByTestId("card").textContent).toContain("No journey chosen yet");
  fireEvent.change(getByLabelText("Journey", { selector: "input" }), {
    target: { value: "winback" },
  });
  expect(change).toHaveBeenLastCalledWith({ kind: "handoff", journey: "winback" }, "one.journey");
});

test("tells the other journey something, and asks its filter", () => {
  const { getByLabelText, getByText, change } = draw({
    kind: "handoff",
    journey: "winback",
    with: { why: "quiet" },
  });
  fireEvent.change(getByLabelText("Value of why"), { target: { value: "=plan" } });
  expect(change).toHaveBeenLastCalledWith(
    { kind: "handoff", journey: "winback", with: { why: "=plan" } },
    "one.with.value0",
  );
  fireEvent.click(getByText("Tell it something"));
  expect(change.mock.lastCall?.[0]).toMatchObject({ with: { why: "quiet", value: "" } });
  fireEvent.click(getByLabelText("Do not set why"));
  expect(change.mock.lastCall?.[0]).toEqual({
    kind: "handoff",
    journey: "winback",
    with: undefined,
  });
  fireEvent.click(getByLabelText("Ask that journey's own filter as well"));
  expect(change.mock.lastCall?.[0]).toMatchObject({ filter: true });
});

test("waits for the other journey's end, for a time that is said", () => {
  const { getByRole, getByTestId, change } = draw({ kind: "handoff", journey: "winback" });
  fireEvent.click(getByRole("switch"));
  expect(change).toHaveBeenLastCalledWith({ kind: "handoff", journey: "winback", wait: "30d" });
  expect(getByTestId("card").textContent).toContain("Into winback");
  const waiting = definition.create();
  expect(definition.summary({ ...waiting, journey: "x", wait: "30d" })).toContain(
    "when it has ended",
  );
});
