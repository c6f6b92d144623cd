// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { visit } from "@/testing/visit";

const MAP = {
  days: 28,
  now_inside: false,
  people: 10,
  spread: [
    { journeys: 1, people: 7 },
    { journeys: 2, people: 3 },
  ],
  journeys: [{ journey: "a", name: "Upsell", people: 8, shared: 3 }],
  pairs: [{ one: "a", one_name: "Upsell", other: "b", other_name: "Nudge", people: 3, of: 0.6 }],
  gave_way: [
    { journey: "a", name: "Upsell", to: "b", to_name: "Nudge", how: "cap", times: 4, people: 2 },
  ],
  counted_at: 1,
};

test("it says who is in several, which share people and which keep each other back", async () => {
  visit("/overlap", { "GET /api/overlap": MAP });
  const pairs = await screen.findByRole("table", { name: "Journeys that share people" });
  expect(pairs.textContent).toContain("Upsell and Nudge");
  expect(pairs.textContent).toContain("3 of 5");
  const ways = screen.getByRole("table", { name: "Journeys that keep each other back" });
  expect(ways.textContent).toContain("a cap");
  expect(screen.getByTestId("figures").textContent).toContain("In one journey7");
});

test("without people it says what will stand here", async () => {
  visit("/overlap", { "GET /api/overlap": { ...MAP, people: 0, gave_way: [] } });
  expect(await screen.findByText("Nobody has entered")).toBeDefined();
});
