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

const NODE = {
  kind: "experiment",
  arms: [
    { name: "a", weight: 1 },
    { name: "b", weight: 1 },
  ],
} as const;

test("an experiment of a group takes a part of everybody", () => {
  const node = { ...NODE, arms: [...NODE.arms] };
  const first = draw(node);
  fireEvent.change(first.getByLabelText("Group of experiments"), { target: { value: "prices" } });
  const grouped = { ...node, exclusive: { group: "prices", from: 0, to: 100 } };
  expect(first.change).toHaveBeenCalledWith(grouped, "one.slot.group");
  const second = draw(grouped);
  fireEvent.change(second.getByLabelText("To (%)"), { target: { value: "40" } });
  expect(second.change).toHaveBeenCalledWith(
    { ...node, exclusive: { group: "prices", from: 0, to: 40 } },
    "one.slot.to",
  );
  fireEvent.change(second.getByLabelText("Group of experiments"), { target: { value: "" } });
  expect(second.change).toHaveBeenLastCalledWith(node, "one.slot.group");
});
