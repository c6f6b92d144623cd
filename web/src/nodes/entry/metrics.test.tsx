// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { answerWith } from "@/api/client";
import { UPGRADE } from "@/canvas/sample";
import type { Journey } from "@/canvas/document";
import { WhereAsked } from "../fields/WhereAsked";
import type { JourneyFormProps } from "./Form";
import { MetricList } from "./Metrics";

function draw(metrics?: Journey["metrics"]) {
  answerWith(async () => ({ status: 200, body: { events: [], traits: {}, account_traits: {} } }));
  const patch = vi.fn<JourneyFormProps["patch"]>();
  const document = metrics ? { ...UPGRADE, metrics } : UPGRADE;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider withCssVariables={false}>
        <WhereAsked value={{ document, node: null }}>
          <MetricList document={document} patch={patch} />
        </WhereAsked>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return patch;
}

test("a metric is added under a name that is free", () => {
  const patch = draw({ metric_2: { event: "visited" } });
  fireEvent.click(screen.getByRole("button", { name: "Add a metric" }));
  expect(patch).toHaveBeenLastCalledWith(
    { metrics: { metric_2: { event: "visited" }, metric_3: { event: "" } } },
    undefined,
  );
});

test("a published metric is named, and says by itself what is counted", () => {
  const patch = draw({ orders: { metric: "orders", name: "Orders" } });
  expect(screen.getByRole<HTMLInputElement>("combobox", { name: "Published metric" }).value).toBe(
    "orders",
  );
  expect(screen.queryByLabelText("Event")).toBeNull();
  expect(screen.queryByLabelText("Within, from the first message")).toBeNull();
  fireEvent.change(screen.getByLabelText("Name of the metric"), { target: { value: "All" } });
  expect(patch).toHaveBeenLastCalledWith(
    { metrics: { orders: { metric: "orders", name: "All" } } },
    "metrics.orders",
  );
});

test("a guardrail on a receipt has a limit of its own", () => {
  const left = { receipt: "unsubscribed", role: "guardrail", better: "less", at_most: 1 };
  const patch = draw({ left });
  fireEvent.change(screen.getByLabelText("At most, in percent of people"), {
    target: { value: "2" },
  });
  expect(patch).toHaveBeenLastCalledWith(
    { metrics: { left: { ...left, at_most: 2 } } },
    "metrics.left",
  );
  fireEvent.click(screen.getByLabelText("Pauses the journey by itself"));
  expect(patch).toHaveBeenLastCalledWith(
    { metrics: { left: { ...left, pauses: false } } },
    "metrics.left",
  );
});

test("the last metric that goes takes the field with it", () => {
  const patch = draw({ visits: { event: "visited", name: "Visits" } });
  fireEvent.click(screen.getByRole("button", { name: "Remove metric Visits" }));
  expect(patch).toHaveBeenLastCalledWith({ metrics: undefined }, undefined);
});
