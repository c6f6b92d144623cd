// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { visit } from "@/testing/visit";
import { points } from "@/ui/format/format";

const rows = () => within(screen.getByRole("table", { name: "Journeys" })).getAllByRole("row");
const first = (row: HTMLElement) => within(row).queryAllByRole("link")[0]?.textContent;

test("journeys are found by what they are for, and by their state", async () => {
  const { user } = visit("/journeys");
  await screen.findByRole("table", { name: "Journeys" });
  const all = rows().length - 1;
  await user.type(screen.getByRole("textbox", { name: "Search journeys" }), "project_shared");
  expect(rows().slice(1).map(first)).toEqual(["First value in a week"]);
  await user.clear(screen.getByRole("textbox", { name: "Search journeys" }));
  await user.click(screen.getByRole("radio", { name: "draft" }));
  expect(rows().length - 1).toBeLessThan(all);
  for (const row of rows().slice(1)) expect(within(row).getByText("draft")).toBeDefined();
});

test("a search that fits nothing says so", async () => {
  const { user } = visit("/journeys");
  await user.type(await screen.findByRole("textbox", { name: "Search journeys" }), "zebra");
  expect(screen.getByRole("heading", { name: "No journey fits" })).toBeDefined();
});

test("a lift is told with its size, and a verdict that is none says what is missing", async () => {
  visit("/journeys");
  const row = (await screen.findByRole("link", { name: "Upgrade at the limit" })).closest("tr");
  expect(row?.textContent).toContain(points(0.021));
  const winback = screen.getByRole("link", { name: "Win back with care" }).closest("tr");
  expect(winback?.textContent).toContain("not enough data yet");
});

test("with no journey there is a way to the first one", async () => {
  const { user, address } = visit("/journeys", { "GET /api/journeys": { journeys: [] } });
  await user.click(await screen.findByRole("link", { name: "Start from a template" }));
  expect(await screen.findByRole("heading", { name: "New journey" })).toBeDefined();
  expect(address()).toBe("/journeys/new");
});
