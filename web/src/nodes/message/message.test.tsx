// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { definition } from "./definition";

test("a new message says that it has no content", () => {
  const { getByTestId } = draw(definition.create());
  expect(getByTestId("card").textContent).toContain("No content yet");
});

test("typing a subject changes the content and nothing else", () => {
  const { getByLabelText, change } = draw({
    kind: "message",
    channel: "email",
    content: { html: "<p>x</p>" },
    then: "next",
  });
  fireEvent.change(getByLabelText("Subject"), { target: { value: "Hello" } });
  expect(change).toHaveBeenCalledWith(
    {
      kind: "message",
      channel: "email",
      content: { html: "<p>x</p>", subject: "Hello" },
      then: "next",
    },
    "one.content.subject",
  );
});

test("the parts of an SMS are counted", () => {
  const { getByText } = draw({
    kind: "message",
    channel: "sms",
    content: { text: "a".repeat(161) },
  });
  expect(getByText(/161 letters, 2 parts/)).toBeTruthy();
});
