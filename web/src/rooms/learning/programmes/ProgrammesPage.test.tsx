// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { PROGRAMMES } from "@/api/mock/programmes";
import { visit } from "@/testing/visit";

// jsdom draws nothing; what is drawn stands in each chart's table
vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const { everything, programmes } = PROGRAMMES;

test("everything stands on top, then each programme, and no sum of them", async () => {
  visit("/programmes");
  const whole = await screen.findByRole("region", { name: "All programmes together" });
  const figures = within(whole).getByTestId("figures");
  expect(within(figures).getByText("Attributed")).toBeDefined();
  expect(within(figures).getByText("1,838")).toBeDefined();
  expect(within(whole).getByText(everything.notes[0] ?? "")).toBeDefined();
  const table = screen.getByRole("table", { name: "Programmes" });
  expect(within(table).getByText("From free to paid")).toBeDefined();
  expect(within(table).getByText(programmes[1]?.missing ?? "")).toBeDefined();
  expect(screen.getByText(/They never add up to the whole/)).toBeDefined();
});

test("what is to be decided comes first and leads to its report", async () => {
  visit("/programmes");
  const due = await screen.findByRole("region", { name: "Decisions due" });
  expect(within(due).getAllByRole("listitem")).toHaveLength(1);
  expect(within(due).getByRole("link").getAttribute("href")).toBe("/results/winback");
});

test("months are a chart, a table and a file, each with its interval", async () => {
  const { user } = visit("/programmes/growth");
  const months = await screen.findByRole("region", { name: /caused, by month/ });
  await user.click(within(months).getByText("Table"));
  expect(within(months).getAllByRole("row")).toHaveLength(1 + everything.months.length);
  expect(within(months).getByText(/Jan 2026/)).toBeDefined();
});

test("a programme says whose it is, and which journeys are not compared by themselves", async () => {
  visit("/programmes/growth");
  expect(await screen.findByText(/Owner ann · Goal/)).toBeDefined();
  const table = screen.getByRole("table", { name: "Journeys" });
  expect(within(table).getByText("not compared by itself")).toBeDefined();
  expect(within(table).getByText("Harm")).toBeDefined();
});

test("under a failed check nothing is said to be caused", async () => {
  const lift = everything.lift && {
    ...everything.lift,
    verdict: "guard_failed" as const,
    incremental_value: null,
    incremental_conversions: null,
  };
  visit("/programmes", {
    "GET /api/programmes": { everything: { ...everything, lift }, programmes: [] },
  });
  const figures = await screen.findByTestId("figures");
  expect(within(figures).getByText("a check failed")).toBeDefined();
});

test("where nobody is held out the page says what to do", async () => {
  const nothing = { ...everything, percent: 0, lift: null, months: [], notes: [], journeys: [] };
  visit("/programmes", { "GET /api/programmes": { everything: nothing, programmes: [] } });
  expect(await screen.findByText("Nothing is measured together yet")).toBeDefined();
  expect(screen.getByRole("link", { name: "Hold people out in Settings" })).toBeDefined();
});

test("the results lead to it", async () => {
  const { user, address } = visit("/results");
  await user.click(await screen.findByRole("link", { name: "Programmes" }));
  expect(address()).toBe("/programmes");
});
