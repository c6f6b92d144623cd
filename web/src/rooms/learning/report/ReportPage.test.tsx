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
  visit("/results/upgrade", report({ lift: null, incremental: null, held_out: 0 }));
  expect(await screen.findByText("Caused")).toBeDefined();
  expect(screen.getByText("Caused").nextSibling?.textContent).toContain("—");
  expect(screen.queryByRole("region", { name: "Verdict" })).toBeNull();
});

test("before the first person the page says what it waits for", async () => {
  visit("/results/upgrade", report({ entered: 0 }));
  expect(await screen.findByRole("heading", { name: "Nobody has entered yet" })).toBeDefined();
});
