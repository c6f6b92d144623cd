// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Ink } from "@/ui/chart/Chart";
import { choose } from "@/testing/choose";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";
import { drawn, told } from "./drawn";

// jsdom draws nothing; what is drawn stands in each chart's table
vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const line = (name: string, title: string, more: object = {}) => ({
  name,
  title,
  definition: `What ${title} is.`,
  formula: "a / b",
  source: "A count ([how](x.md)).",
  unit: "share",
  censoring: "Once it is over.",
  takes: [],
  needs: [],
  by: [],
  columns: [],
  ...more,
});
const METRICS = {
  metrics: [
    line("list_health", "List health"),
    line("churn", "Churn rate", { takes: ["event", "step", "days"], needs: ["event"] }),
  ],
};
const HEALTH = {
  metric: "list_health",
  title: "List health",
  as_of: 1,
  note: "Mind this.",
  columns: [
    { name: "channel", unit: "text", says: "" },
    { name: "sent", unit: "count", says: "" },
    { name: "bounce_share", unit: "share", says: "" },
  ],
  rows: [
    ["email", 1200, 0.015],
    ["sms", 40, null],
    ["push", 3, 0.3333],
  ],
};
const INK = { accent: "a", info: "b", good: "c", ink: "d", quiet: "e", line: "f" } as Ink;

test("a metric is drawn, stands in a table, and says how it is counted", async () => {
  const { user } = visit("/figures", {
    "GET /api/metrics": METRICS,
    "GET /api/metrics/list_health": HEALTH,
  });
  const card = await screen.findByRole("region", { name: "List health" });
  await user.click(within(card).getByRole("radio", { name: "Table" }));
  const [, email, sms, push] = within(within(card).getByRole("table")).getAllByRole("row");
  expect(email?.textContent).toContain("1,200");
  expect(email?.textContent).toContain("1.5");
  expect(sms?.textContent).toContain("—");
  expect(push?.textContent, "a rate of three is none").toContain("too few");
  expect(screen.getByText("Mind this.")).toBeDefined();
  const how = screen.getByRole("region", { name: "How it is counted" });
  expect(within(how).getByText("A count (how).")).toBeDefined();
});

test("what it needs is asked for first, and what the server refuses is said", async () => {
  const { user, asked } = visit("/figures", {
    "GET /api/metrics": METRICS,
    "GET /api/metrics/list_health": HEALTH,
    "GET /api/metrics/churn": new Refusal(503, "facts_unfit", "The facts cannot be asked now."),
  });
  await screen.findByRole("region", { name: "List health" });
  await choose(user, screen.getByRole("combobox", { name: "Metric" }), "Churn rate");
  expect(await screen.findByText("Choose an event")).toBeDefined();
  expect(asked("/api/metrics/churn")).toEqual([]);
  await user.type((await screen.findAllByLabelText("Event"))[0] as HTMLElement, "bought");
  expect(await screen.findByText(/The facts cannot be asked now/)).toBeDefined();
});

test("without a row it says why there may be none", async () => {
  visit("/figures?metric=list_health", {
    "GET /api/metrics": METRICS,
    "GET /api/metrics/list_health": { ...HEALTH, rows: [], note: "" },
  });
  expect(await screen.findByText("Nothing yet")).toBeDefined();
});

test("retention is a curve a group with gaps where no period is over, a funnel is stages", () => {
  const columns = ["group", "period", "people", "came", "share"].map((name, at) => ({
    name,
    unit: at === 0 ? "text" : at === 4 ? "share" : "count",
    says: "",
  }));
  const rows = [
    ["a", 0, 40, 40, 1],
    ["a", 1, 40, 20, 0.5],
    ["b", 0, 30, 30, 1],
    ["c", 0, 2, 2, 1],
  ];
  const curve = drawn({ ...HEALTH, metric: "retention", columns, rows } as never, INK);
  expect(curve.series.map((one) => [one.name, one.type, one.data])).toEqual([
    ["a", "line", [1, 0.5]],
    ["b", "line", [1, null]],
    ["c", "line", [null, null]],
  ]);
  const stages = drawn(
    { ...HEALTH, metric: "funnel", columns, rows: rows.slice(0, 1) } as never,
    INK,
  );
  expect(stages.series[0]?.data).toEqual([0, 40, 40]);
  expect(told(null, "count")).toBe("—");
  expect(told(1500, "ms")).toBe("1,500 ms");
});
