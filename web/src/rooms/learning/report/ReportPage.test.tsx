// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { REPORT } from "@/api/mock/report";
import { visit } from "@/testing/visit";

// jsdom draws nothing; what is drawn stands in each chart's table
vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const report = (patch: object) => ({ "GET /api/journeys/upgrade/report": { ...REPORT, ...patch } });

test("the verdict comes first, with what was caused", async () => {
  visit("/results/upgrade");
  const verdict = await screen.findByRole("region", { name: "Verdict" });
  expect(within(verdict).getByRole("heading", { level: 2 }).textContent).toContain("8.11 %");
  expect(within(verdict).getAllByText(/held out|walk the same steps/i).length).toBeGreaterThan(0);
  expect(screen.getByText("Caused").nextSibling?.textContent).toContain("348");
});

test("the funnel can be read as a table", async () => {
  const { user } = visit("/results/upgrade");
  const funnel = await screen.findByRole("region", { name: "How far people come" });
  await user.click(within(funnel).getByRole("radio", { name: "Table" }));
  const rows = within(within(funnel).getByRole("table")).getAllByRole("row");
  expect(rows).toHaveLength(REPORT.funnel.length + 1);
  expect(rows[1]?.textContent).toContain("Which limit?");
});

test("without a holdout nothing is called caused", async () => {
  visit("/results/upgrade", report({ lift: null, incremental: null, caused: null, held_out: 0 }));
  expect(await screen.findByText("Caused")).toBeDefined();
  expect(screen.getByText("Caused").nextSibling?.textContent).toContain("—");
  expect(screen.queryByRole("region", { name: "Verdict" })).toBeNull();
});

test("of a journey that people enter again, all visits are told and named", async () => {
  const side = { units: 3600, pending: 12, conversions: 4400, value: 44_000 };
  const some = (estimate: number) => ({ estimate, low: estimate / 2, high: estimate * 2 });
  const totals = [
    {
      horizon_ms: 90 * 86_400_000,
      treated: side,
      held_out: { ...side, units: 400, conversions: 330, pending: 0 },
      conversions: some(0.4),
      value: some(4),
      incremental_conversions: some(1444),
      incremental_value: null,
    },
  ];
  const of = "conversions within 90 d of the first message";
  const caused = { conversions: 1444, low: 722, high: 2888, of };
  visit("/results/upgrade", report({ totals, caused, outcomes: "Between visits: not counted." }));
  expect((await screen.findByText("Caused")).nextSibling?.textContent).toContain("1,444");
  expect(screen.getByText(/conversions within 90 d of the first message/)).toBeDefined();
  const card = within(screen.getByRole("region", { name: "All visits together" }));
  expect(card.getByText("1,444 (722 to 2,888)")).toBeDefined();
  expect(card.getByText("1.22 of 3,600")).toBeDefined();
  expect(card.getByText(/12 still open/)).toBeDefined();
  expect(screen.getByText("Between visits: not counted.")).toBeDefined();
});

test("before the first person the page says what it waits for", async () => {
  visit("/results/upgrade", report({ entered: 0 }));
  expect(await screen.findByRole("heading", { name: "Nobody has entered yet" })).toBeDefined();
});
