// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";

// jsdom draws nothing; what is drawn stands in each chart's table
vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

/** The box of a label; its list of names bears the same one. */
const box = async (label: string) => (await screen.findAllByLabelText(label))[0] as HTMLElement;

const VALUE = {
  event: "order",
  customers: 23570,
  counted: 10060,
  fitted_until: 1,
  weeks: [
    { week: 0, actual: 14, expected: 20.1 },
    { week: 1, actual: 1650, expected: 1472.7 },
  ],
  error: -0.14,
  standing: "believed",
  reason: "The model expected 14% fewer purchases than came in the 39 weeks held back.",
  model: { r: 0.26, alpha: 5.77, a: 0.48, b: 2.03, log_likelihood: -73547 },
  money: { p: 4.9, q: 4.1, v: 23.2, log_likelihood: -20918, correlation: 0.07 },
  alive: 0.795,
  ahead: {
    weeks: 52,
    purchases: 0.89,
    value: 34.98,
    total_purchases: 21040,
    total_value: 824453,
    best_tenth: 229,
  },
};

const REACH = {
  begin: "signed_up",
  reach: "project_created",
  p: 0.0004,
  groups: [
    {
      name: "free",
      began: 60,
      reached: 20,
      median_days: null,
      points: [{ days: 2, share: 0.25, low: 0.15, high: 0.4, at_risk: 60 }],
    },
    {
      name: "pro",
      began: 50,
      reached: 40,
      median_days: 3,
      points: [{ days: 3, share: 0.5, low: 0.4, high: 0.6, at_risk: 40 }],
    },
  ],
};

test("nothing is asked before the event of a purchase is chosen, and then the proof comes first", async () => {
  const { user, asked } = visit("/customers", { "GET /api/value": VALUE });
  expect(await screen.findByText("Choose the event of a purchase")).toBeDefined();
  expect(asked("/api/value")).toEqual([]);
  await user.type(await box("A purchase is"), "order");
  expect(await screen.findByText(VALUE.reason)).toBeDefined();
  const figures = screen.getByTestId("figures");
  expect(within(figures).getByText("34.98")).toBeDefined();
  expect(within(figures).getByText("10,060 of them drawn for the model")).toBeDefined();
});

test("a model that does not fit is said in the server's words", async () => {
  const refusal = new Refusal(400, "value_few", "A model of value needs 50 customers.");
  const { user } = visit("/customers", { "GET /api/value": refusal });
  await user.type(await box("A purchase is"), "order");
  expect(await screen.findByText(/A model of value needs 50 customers/)).toBeDefined();
});

test("two events make a curve, and groups that differ are said to", async () => {
  const { user } = visit("/customers", { "GET /api/time-to": REACH });
  await user.click(await screen.findByRole("tab", { name: "How long they take" }));
  await user.type(await box("From the first"), "signed_up");
  await user.type(await box("to the first"), "project_created");
  expect(await screen.findByText(/The groups differ/)).toBeDefined();
  const card = screen.getByRole("region", { name: "From signed_up to project_created" });
  await user.click(within(card).getByRole("radio", { name: "Table" }));
  const [, free, pro] = within(within(card).getByRole("table")).getAllByRole("row");
  expect(free?.textContent).toContain("not yet");
  expect(pro?.textContent).toContain("50");
});
