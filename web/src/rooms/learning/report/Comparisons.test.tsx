// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { REPORT } from "@/api/mock/report";
import type { ComparisonLine } from "@/api/wire";
import { visit } from "@/testing/visit";

// jsdom draws nothing; what is drawn stands in each chart's table
vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const DECIDED: ComparisonLine = {
  id: "v1",
  title: "Version 1, planned to end at 2026-03-31",
  goal: '"upgraded" within 14d',
  since: 0,
  until: 1,
  state: "settled",
  leading: true,
  lift: REPORT.lift,
  decision: "abc",
  decided_at: Date.UTC(2026, 3, 15),
};
const LATER: ComparisonLine = {
  ...DECIDED,
  id: "v1-after",
  title: "Version 1, after the end at 2026-03-31",
  state: "open",
  leading: false,
  decision: "",
  decided_at: null,
};
const report = (patch: object) => ({ "GET /api/journeys/upgrade/report": { ...REPORT, ...patch } });
const REPLAY = "GET /api/journeys/upgrade/report/decisions/abc/replay";

test("one comparison that goes on needs no list", async () => {
  visit("/results/upgrade", report({ comparisons: [{ ...LATER, leading: true }] }));
  expect(await screen.findByRole("region", { name: "Verdict" })).toBeDefined();
  expect(screen.queryByRole("region", { name: "Comparisons" })).toBeNull();
});

test("a verdict that was decided says when, and comes out once more", async () => {
  const { user } = visit("/results/upgrade", {
    ...report({ comparisons: [LATER, DECIDED] }),
    [REPLAY]: { id: "abc", agrees: true, differences: [] },
  });
  const list = await screen.findByRole("region", { name: "Comparisons" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(2);
  expect(within(list).getByText(/Decided on .*2026/)).toBeDefined();
  const verdict = screen.getByRole("region", { name: "Verdict" });
  expect(within(verdict).getByText(/it stands, whatever comes later/)).toBeDefined();
  await user.click(within(list).getByRole("button", { name: "Compute once more" }));
  expect((await within(list).findByRole("status")).textContent).toContain("to every digit");
});

test("facts that were changed are told", async () => {
  const { user } = visit("/results/upgrade", {
    ...report({ comparisons: [DECIDED] }),
    [REPLAY]: { id: "abc", agrees: false, differences: ["Of the held out: 25, and 24."] },
  });
  await user.click(await screen.findByRole("button", { name: "Compute once more" }));
  expect(await screen.findByText("Of the held out: 25, and 24.")).toBeDefined();
});

test("nothing is called caused where a check failed", async () => {
  const lift = {
    ...REPORT.lift,
    verdict: "guard_failed",
    incremental_conversions: null,
    incremental_conversions_low: null,
    incremental_conversions_high: null,
  };
  visit("/results/upgrade", report({ lift, incremental: null }));
  expect((await screen.findByText("Caused")).nextSibling?.textContent).toContain("—");
  expect(screen.getByText("a check failed")).toBeDefined();
});
