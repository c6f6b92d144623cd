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

test("the headline is the relative lift with its interval, beside points", async () => {
  visit("/results/upgrade");
  const verdict = await screen.findByRole("region", { name: "Verdict" });
  expect(verdict.textContent).toContain("+35.0 % conversions, +17.0 % to +58.0 % at any look");
  expect(verdict.textContent).toContain("+2.1 pts");
});

test("revenue is told a person, in all, and beside what is only credited", async () => {
  visit("/results/upgrade");
  const revenue = await screen.findByRole("region", { name: "Revenue" });
  expect(within(revenue).getByText("Lift a person").nextSibling?.textContent).toContain("+0.73");
  expect(within(revenue).getByText("Caused in all").nextSibling?.textContent).toContain("+8,000");
  const credited = within(revenue).getByText("Attributed").nextSibling?.textContent;
  expect(credited).toContain("3.1 × what was caused");
  const rows = within(within(revenue).getByRole("table")).getAllByRole("row");
  expect(rows[1]?.textContent).toContain("+42.0 %");
  expect(rows[2]?.textContent).toContain("99th percentile");
  expect(rows[4]?.textContent).toContain("for one look");
});

test("revenue without a value, without buyers enough, or under a failed check says so", async () => {
  const { lift } = REPORT;
  const none = { units: 100, conversions: 20 };
  visit("/results/upgrade", report({ lift: { ...lift, treated: none, held_out: none } }));
  expect((await screen.findByRole("region", { name: "Revenue" })).textContent).toContain(
    "No value has come with the goal yet",
  );
});

test("an open bound is said, and what opens it", async () => {
  const { lift } = REPORT;
  const value = { estimate: 0.7, low: null, high: null, relative: 0.4 };
  const open = { incremental_value_low: null, incremental_value_high: null };
  visit("/results/upgrade", report({ lift: { ...lift, ...open, value } }));
  const revenue = await screen.findByRole("region", { name: "Revenue" });
  expect(revenue.textContent).toContain("no bounds yet");
  expect(revenue.textContent).toContain("25 conversions");
});

test("under a failed check nothing is called caused, in people or in money", async () => {
  const { lift } = REPORT;
  visit("/results/upgrade", report({ lift: { ...lift, verdict: "guard_failed" } }));
  expect((await screen.findByText("Caused")).nextSibling?.textContent).toContain("—");
  const revenue = screen.getByRole("region", { name: "Revenue" });
  expect(revenue.textContent).toContain("Nothing is said about revenue");
});
