// @vitest-environment jsdom
import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { draw } from "../testing";
import { CHANNELS, PARTS } from "@/canvas/document";
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

test("a message is held for a time of its own", () => {
  const { getByLabelText, change } = draw({
    kind: "message",
    channel: "sms",
    content: { body: "Hi" },
    hold: "2h",
  });
  fireEvent.change(getByLabelText("Hold it for"), { target: { value: "3" } });
  expect(change).toHaveBeenCalledWith(
    { kind: "message", channel: "sms", content: { body: "Hi" }, hold: "3h" },
    "one.hold",
  );
});

test("the parts of an SMS are counted", () => {
  const { getByText } = draw({
    kind: "message",
    channel: "sms",
    content: { body: "a".repeat(161) },
  });
  expect(getByText(/161 letters, 2 parts/)).toBeTruthy();
});

test.each(CHANNELS)("every part that the server reads of %s has a box", (channel) => {
  for (const part of PARTS[channel].allowed) {
    const content = part === "headers" ? { headers: { a: "b" } } : { [part]: "marked" };
    const { container } = draw({ kind: "message", channel, content });
    const boxes = [...container.querySelectorAll<HTMLInputElement>("input, textarea")];
    const shown = part === "headers" ? "a: b" : "marked";
    expect(
      boxes.map((box) => box.value),
      part,
    ).toContain(shown);
  }
});

test("words of another channel are told apart and can be removed", () => {
  const { getByText, change } = draw({
    kind: "message",
    channel: "sms",
    content: { body: "Hi", subject: "Old subject" },
  });
  expect(getByText(/Not used by this channel: Subject/)).toBeTruthy();
  fireEvent.click(getByText("Remove"));
  expect(change).toHaveBeenCalledWith(
    { kind: "message", channel: "sms", content: { body: "Hi" } },
    "one.content.subject",
  );
});

test("one message can be withheld from a share of the people", () => {
  const message = { kind: "message", channel: "sms", content: { body: "Hi" } } as const;
  const { getByLabelText, change } = draw(message);
  fireEvent.change(getByLabelText("Withhold it from (%)"), { target: { value: "20" } });
  expect(change).toHaveBeenCalledWith({ ...message, holdout: { percent: 20 } }, "one.holdout");
  const again = draw({ ...message, holdout: { percent: 20, salt: "x" } });
  fireEvent.change(again.getByLabelText("Withhold it from (%)"), { target: { value: "0" } });
  expect(again.change).toHaveBeenCalledWith(message, "one.holdout");
});
