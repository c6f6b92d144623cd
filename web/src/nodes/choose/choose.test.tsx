// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { edgesOf, retarget } from "@/canvas/edges";
import { draw } from "../testing";
import { definition } from "./definition";

const NODE = { kind: "choose" as const, options: [{ name: "gift" }, { name: "option_3" }] };

test("a new option has a name that no other has", () => {
  const { getByText, change } = draw(NODE);
  fireEvent.click(getByText("Add an option"));
  expect(change.mock.lastCall?.[0]).toMatchObject({
    options: [{ name: "gift" }, { name: "option_3" }, { name: "option_4" }],
  });
});

test("nothing is a road of its own, and each road leads where it is led", () => {
  expect(edgesOf(NODE).map((one) => one.label)).toEqual(["gift", "option_3", "nothing"]);
  expect(retarget(NODE, "option:1", "mail")).toEqual({
    ...NODE,
    options: [{ name: "gift" }, { name: "option_3", then: "mail" }],
  });
  expect(retarget(NODE, "otherwise", "rest")).toEqual({ ...NODE, otherwise: "rest" });
});

test("a group is added with a name, renamed and taken away", () => {
  const first = draw(NODE);
  fireEvent.click(first.getByText("Add a group"));
  const grouped = { ...NODE, by: [{ name: "group_1", when: "" }] };
  expect(first.change).toHaveBeenCalledWith(grouped);
  const second = draw(grouped);
  fireEvent.change(second.getByLabelText("Name of group 1"), { target: { value: "large" } });
  expect(second.change).toHaveBeenCalledWith(
    { ...NODE, by: [{ name: "large", when: "" }] },
    "one.group0.name",
  );
  fireEvent.click(second.getByLabelText("Remove group 1"));
  expect(second.change).toHaveBeenLastCalledWith({ ...NODE, by: [] });
});

test("the least share for which nothing is done is a number", () => {
  const { getByLabelText, change } = draw(definition.create());
  fireEvent.change(getByLabelText("Nothing is done for at least (%)"), { target: { value: "10" } });
  expect(change.mock.lastCall?.[0]).toMatchObject({ nothing: 10 });
});
