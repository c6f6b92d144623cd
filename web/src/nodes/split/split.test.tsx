// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition } from "./definition";

test("branches are added at the end and taken away by number", () => {
  const node = {
    kind: "split" as const,
    branches: [{ when: 'plan == "free"', then: "a" }, { when: "has(plan)" }],
    otherwise: "b",
  };
  const { getByText, getByLabelText, change } = draw(node);
  fireEvent.click(getByText("Add a branch"));
  expect(change).toHaveBeenLastCalledWith({ ...node, branches: [...node.branches, { when: "" }] });
  fireEvent.click(getByLabelText("Remove branch 1"));
  expect(change).toHaveBeenLastCalledWith({ ...node, branches: [{ when: "has(plan)" }] });
});

test("a rule's value changes the text of its branch", () => {
  const { getByLabelText, change } = draw({
    kind: "split",
    branches: [{ when: 'plan == "free"' }],
  });
  fireEvent.change(getByLabelText("Value", { selector: "input" }), { target: { value: "pro" } });
  expect(change).toHaveBeenLastCalledWith(
    { kind: "split", branches: [{ when: 'plan == "pro"' }] },
    "one.branch0.when",
  );
});

test("says how many branches it has", () =>
  expect(definition.summary(definition.create())).toContain("1 branch"));
