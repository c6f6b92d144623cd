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
