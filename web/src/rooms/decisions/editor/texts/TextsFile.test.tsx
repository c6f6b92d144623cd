// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { TextsTaken } from "@/api/wire";
import { emptyJourney, type Journey } from "@/canvas/document";
import { visit } from "@/testing/visit";
import { withTexts } from "./file";

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

test("a file shows what it changes, row by row what is wrong, and is in the draft once it is taken", async () => {
  const page = visit("/journeys/welcome", {
    "GET /api/journeys/welcome": {
      id: "welcome",
      state: "draft",
      draft: { document: { ...JOURNEY, start: "hello" }, revision: 4, saved_at: 0 },
      live: null,
      versions: [],
    },
    "PUT /api/journeys/welcome/draft": { revision: 5 },
    "POST /api/check": { faults: [] },
    "POST /api/journeys/welcome/texts": TAKEN,
  });
  await page.user.click(await screen.findByRole("button", { name: /^More/ }));
  await page.user.click(await screen.findByRole("menuitem", { name: /^All texts/ }));
  const dialog = await screen.findByRole("dialog", { name: "All texts" });
  const link = within(dialog).getByRole("link", { name: "Save as CSV" });
  expect(link.getAttribute("href")).toBe("/api/journeys/welcome/texts");
  const box = dialog.querySelector<HTMLInputElement>("input[type=file]");
  await page.user.upload(box!, new File(["step,field,text"], "texts.csv", { type: "text/csv" }));
  const told = await within(dialog).findByRole("status", { name: "What the file changes" });
  expect(told.textContent).toContain("1 text becomes another one; unchanged: 1.");
  expect(within(told).getByText('No message of this journey is "gone".')).toBeDefined();
  await page.user.click(within(told).getByRole("button", { name: "Take 1 text" }));
  const subject = within(dialog).getByRole<HTMLTextAreaElement>("textbox", {
    name: "hello: Subject",
  });
  expect(subject.value).toBe("Good morning");
});
