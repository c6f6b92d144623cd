// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { JSX } from "react";
import { expect, test } from "vitest";
import { answerWith } from "@/api/client";
import type { TextsTaken } from "@/api/wire";
import { emptyJourney, type Journey } from "@/canvas/document";
import { useEditor } from "../useEditor";
import { withTexts } from "./file";
import { TextsDialog } from "./TextsDialog";

const JOURNEY: Journey = {
  ...emptyJourney("welcome", "Welcome"),
  nodes: {
    hello: {
      kind: "message",
      channel: "email",
      content: { subject: "Hello", text: "Hi" },
      overrides: { hero: "Old" },
    },
    pause: { kind: "wait", for: "1d" },
  },
};

const at = (step: string, field: string, text: string, language = "") => ({
  row: 2,
  step,
  field,
  language,
  text,
});

test("the texts of a file stand where they belong, and nothing else is another", () => {
  const made = withTexts(JOURNEY, [
    at("hello", "subject", "Good morning"),
    at("hello", "text", "Guten Tag", "de"),
    at("hello", "overrides.hero", "New"),
    at("pause", "subject", "No message"),
    at("gone", "subject", "Gone"),
  ]);
  expect(made).toEqual({
    ...JOURNEY,
    nodes: {
      hello: {
        kind: "message",
        channel: "email",
        content: { subject: "Good morning", text: "Hi", locales: { de: { text: "Guten Tag" } } },
        overrides: { hero: "New" },
      },
      pause: { kind: "wait", for: "1d" },
    },
  });
});

const TAKEN: TextsTaken = {
  rows: 3,
  same: 1,
  changed: [at("hello", "subject", "Good morning")],
  faults: [
    { row: 4, code: "text_step", text: 'No message of this journey is "gone".', refused: true },
  ],
  revision: null,
};

function Texts(): JSX.Element {
  return <TextsDialog editor={useEditor(JOURNEY)} onClose={() => {}} />;
}

test("a file shows what it changes, row by row what is wrong, and is in the draft once it is taken", async () => {
  answerWith(async () => ({ status: 200, body: TAKEN }));
  const user = userEvent.setup();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider withCssVariables={false}>
        <Texts />
      </MantineProvider>
    </QueryClientProvider>,
  );
  const link = await screen.findByRole("link", { name: "Save as CSV" });
  expect(link.getAttribute("href")).toBe("/api/journeys/welcome/texts");
  const box = document.querySelector<HTMLInputElement>("input[type=file]");
  await user.upload(box!, new File(["step,field,text"], "texts.csv", { type: "text/csv" }));
  const told = await screen.findByRole("status", { name: "What the file changes" });
  expect(told.textContent).toContain("1 text changes; unchanged: 1.");
  expect(within(told).getByText("Good morning")).toBeDefined();
  expect(within(told).getByText('No message of this journey is "gone".')).toBeDefined();
  await user.click(within(told).getByRole("button", { name: "Take 1 text" }));
  const subject = screen.getByDisplayValue<HTMLTextAreaElement>("Good morning");
  expect(subject.value).toBe("Good morning");
});
