// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { metricsOf } from "@/api/mock/measured";
import { show } from "@/testing/visit";
import { MetricsCard } from "./Metrics";

const open = (patch: object = {}) =>
  show(<MetricsCard journey="upgrade" />, {
    "GET /api/journeys/upgrade/report/metrics": { ...metricsOf("upgrade"), ...patch },
  });

test("each metric has its difference, and what the past saves stands beside it", async () => {
  open();
  const card = within(await screen.findByRole("region", { name: "Metrics beside the goal" }));
  expect(card.getByText("Spent")).toBeDefined();
  expect(card.getByText(/^1\.1.* \(0\.2.* to 2/)).toBeDefined();
  expect(card.getByText(/By their past: 1.05 .* of the variance saved/)).toBeDefined();
  expect(
    card.getByText(/Guardrail: people who unsubscribed, at most 0.5 % of the treated/),
  ).toBeDefined();
});

test("who paused the journey and by which evidence stands first", async () => {
  const reason = 'Guardrail "left" is broken: 40 of 900 treated.';
  open({ changes: [{ at: Date.now(), state: "paused", reason, by_guardrail: "left" }] });
  expect(
    await screen.findByText(/Loopline paused this journey on .*40 of 900 treated/),
  ).toBeDefined();
});

test("a pause by an operator is no news of a guardrail, and nothing at all shows nothing", async () => {
  const server = open({ metrics: [], changes: [{ at: 1, state: "paused", reason: "" }] });
  await waitFor(() => expect(server.asked("/api/journeys/upgrade/report/metrics")).toHaveLength(1));
  expect(screen.queryByText(/Loopline paused/)).toBeNull();
  expect(screen.queryByRole("region", { name: "Metrics beside the goal" })).toBeNull();
});
