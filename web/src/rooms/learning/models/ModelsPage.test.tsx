// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";

vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const CARD = {
  learner: "blend",
  calibration: "platt",
  split: "people",
  cuts: [1],
  people: 7043,
  did: 1869,
  tested: 7043,
  auc: { estimate: 0.85, low: 0.84, high: 0.859 },
  brier: 0.133,
  ece: 0.009,
  log_loss: 0.41,
  candidates: [],
  reliability: [{ people: 705, score: 0.01, rate: 0.014 }],
  deciles: [{ people: 705, did: 539, rate: 0.765, lift: 2.88 }],
  features: [{ feature: "Contract", effect: 0.08 }],
  is_trusted: true,
  text: "Area under the curve 0.850.",
};
const MODEL = {
  id: "churn",
  name: "Churn",
  owner: "retention",
  stage: "full",
  expires: "2099-01-01",
  document_version: 1,
  version: 2,
  trained_at: 1,
  card: CARD,
  events: [],
  run: { at: 1, standing: "trusted", people: 7043, stated: 12, by_rule: 0, drift: [] },
};

test("a card says how far a model may be believed, and what it gains", async () => {
  visit("/models", { "GET /api/models": { models: [MODEL] } });
  const card = await screen.findByRole("region", { name: "Churn" });
  expect(card.textContent).toContain("0.840 to 0.859");
  expect(card.textContent).toContain("2.9 ×");
  expect(card.textContent).toContain("retention answers for it");
  expect(card.textContent).toContain("Contract (0.080)");
});

test("one that cannot be trained says why", async () => {
  const { user } = visit("/models", {
    "GET /api/models": { models: [{ ...MODEL, card: null, run: null }] },
    "POST /api/models/churn/train": new Refusal(400, "model_few", "A model needs 200 people."),
  });
  const card = await screen.findByRole("region", { name: "Churn" });
  expect(card.textContent).toContain("Not trained yet");
  await user.click(within(card).getByRole("button", { name: "Train it anew" }));
  expect(await within(card).findByText(/A model needs 200 people/)).toBeDefined();
});

test("without a model the page says how to write one", async () => {
  visit("/models", { "GET /api/models": { models: [] } });
  expect(await screen.findByText("No model is published yet")).toBeDefined();
});

test("a model of hours says whether it foretells clicks, and what it does not do when it does not", async () => {
  const hours = {
    people: 1200,
    messages: 40_000,
    clicks: 3000,
    rate: 0.075,
    segments: 2,
    strengths: { person: 16, whole: 64, segment: 32, own: 512 },
    gain: 0.0021,
    gain_low: -0.0002,
    gain_high: 0.0044,
    is_trusted: false,
  };
  visit("/models", { "GET /api/models": { models: [{ ...MODEL, card: null, hours }] } });
  const card = await screen.findByRole("region", { name: "Churn" });
  expect(card.textContent).toContain("Waits go by their fixed hour");
  expect(card.textContent).toContain("+2.10");
  expect(card.textContent).toContain("-0.20 to +4.40");
});
