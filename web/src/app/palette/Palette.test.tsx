// @vitest-environment jsdom
/** The search that finds everything, as a person uses it: by keyboard. */
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { emptyJourney } from "@/canvas/document";
import { visit } from "@/testing/visit";

const DRAWN = {
  ...emptyJourney("mine", "Mine"),
  entry: { on: ["signed_up"] },
  start: "pause",
  nodes: {
    pause: { kind: "wait" as const, name: "A pause", for: "1d", then: "ask" },
    ask: { kind: "split" as const, name: "Which way?", branches: [{ when: "seats_used > 3" }] },
  },
};
const DETAIL = {
  id: "mine",
  state: "draft",
  draft: { document: DRAWN, revision: 4, saved_at: 0 },
  live: null,
  versions: [],
};

const search = () => screen.findByRole("combobox", { name: "Search for anything" });

test("Ctrl K finds a page from anywhere, and Enter goes there", async () => {
  const page = visit("/journeys");
  await screen.findByRole("heading", { name: "Journeys" });
  await page.user.keyboard("{Control>}k{/Control}");
  await page.user.type(await search(), "suppr{Enter}");
  await waitFor(() => expect(page.address()).toBe("/suppressions"));
  expect(screen.queryByRole("combobox", { name: "Search for anything" })).toBeNull();
});

test("in the editor a step is found by the field of its rule, and every act by its name", async () => {
  const page = visit("/journeys/mine", { "GET /api/journeys/mine": DETAIL });
  await screen.findByRole("button", { name: "Publish" });
  await page.user.keyboard("{Control>}k{/Control}");
  await page.user.type(await search(), "#seats_used");
  expect((await screen.findByRole("option")).textContent).toContain("Which way?");
  await page.user.keyboard("{Enter}");
  expect(await screen.findByRole("heading", { name: "Which way?" })).toBeDefined();
  await page.user.keyboard("{Control>}k{/Control}");
  await page.user.type(await search(), ">keyboard{Enter}");
  expect(await screen.findByRole("dialog", { name: "Keyboard" })).toBeDefined();
});
