// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition } from "./definition";

test("values are read as numbers, truths or text", () => {
  const { getByLabelText, change } = draw({ kind: "update", set: { seats: 3 } });
  fireEvent.change(getByLabelText("Value of seats"), { target: { value: "4" } });
  expect(change.mock.lastCall?.[0]).toEqual({ kind: "update", set: { seats: 4 } });
});

test("reads as what it does", () => {
  expect(definition.summary({ kind: "update", set: { seen: "=now()" }, add_to: ["beta"] })).toBe(
    "seen = now(), join beta",
  );
});
