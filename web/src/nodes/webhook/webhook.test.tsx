// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition } from "./definition";

test("a new webhook asks for its address, and says how its answer is used", () => {
  const { getByLabelText, getByTestId, getByText, change } = draw(definition.create());
  expect(getByTestId("card").textContent).toContain("No address yet");
  expect(getByText('answer("one", "field")')).toBeTruthy();
  fireEvent.change(getByLabelText("Address"), { target: { value: "https://example.test" } });
  expect(change).toHaveBeenCalledWith({ kind: "webhook", url: "https://example.test" }, "one.url");
});

test("headers are lines, and a line that is none changes nothing else", () => {
  const { getByLabelText, change } = draw({ kind: "webhook", url: "https://example.test" });
  const box = getByLabelText("Headers", { selector: "textarea" });
  fireEvent.change(box, { target: { value: "X-Reason: upsell\nnonsense\nX-At: 10:30" } });
  expect(change).toHaveBeenLastCalledWith(
    {
      kind: "webhook",
      url: "https://example.test",
      headers: { "X-Reason": "upsell", "X-At": "10:30" },
    },
    "one.headers",
  );
});

test("a failure can lead to another step", () => {
  const node = definition.retarget(
    { kind: "webhook", url: "", if_failed: { attempts: 2, then: "sorry" } },
    "failed",
    "elsewhere",
  );
  expect(definition.edges(node).map((one) => one.target)).toEqual([null, "elsewhere"]);
});
