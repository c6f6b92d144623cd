// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition } from "./definition";

test("ends with a reason, completed when none is given", () => {
  const { getByLabelText, change } = draw(definition.create());
  expect(definition.summary(definition.create())).toBe("Ends: completed");
  fireEvent.change(getByLabelText("Reason"), { target: { value: "not_ready" } });
  expect(change).toHaveBeenLastCalledWith({ kind: "exit", reason: "not_ready" }, "one.reason");
});
