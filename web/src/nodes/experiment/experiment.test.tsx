// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { armShare, definition } from "./definition";

test("shares are of the weights, and none when all are zero", () => {
  const arms = [
    { name: "a", weight: 3 },
    { name: "b", weight: 1 },
  ];
  expect(arms.map((arm) => armShare(arms, arm))).toEqual([0.75, 0.25]);
  expect(armShare([{ name: "a", weight: 0 }], { name: "a", weight: 0 })).toBe(0);
});

test("a third arm gets the next letter and the last weight", () => {
  const { getByText, change } = draw(definition.create());
  fireEvent.click(getByText("Add an arm"));
  expect(change.mock.lastCall?.[0]).toMatchObject({
    arms: [{ name: "a" }, { name: "b" }, { name: "c", weight: 1 }],
  });
});
