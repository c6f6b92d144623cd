// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";
import { written } from "./api";

const METRIC = {
  id: "refunds",
  name: "Refunds",
  description: "",
  owner: "growth",
  version: 2,
  archived: false,
  counts: 'amount of "refunded" for each person',
  measure: "sum",
  better: "less",
  within: "14d",
  used_by: [
    { journey: "hello", journey_name: "Hello", metric: "refunds", role: "secondary", version: 2 },
  ],
};
const side = (level: number) => ({ units: 40, did: 20, level, total: "1", pending: 0 });
const figure = (level: number, more: object) => ({
  metric: "refunds",
  name: "Refunds",
  role: "secondary",
  measure: "sum",
  better: "less",
  counts: "amounts",
  within_ms: 1,
  verdict: "no_difference_seen",
  reason: "",
  treated: side(level),
  held_out: side(1.25),
  difference: { estimate: level - 1.25, low: -1, high: 9 },
  ...more,
});
const version = (number: number, counts: string) => ({
  version: number,
  counts,
  published_at: 1_767_571_200_000,
  by: "mara",
  reason: `because of ${number}`,
  document: { kind: "metric", id: "refunds", name: "Refunds", event: "refunded", measure: "sum" },
});
const ANSWER = {
  metric: METRIC,
  versions: [version(2, "amounts"), version(1, "people")],
  figures: [
    {
      journey: "hello",
      line: figure(5, { document: "refunds", document_version: 2, until_version: 0 }),
      earlier: [figure(7.5, { until_version: 1 })],
    },
  ],
  more: 0,
};
const SERVED = {
  "GET /api/metrics/defined": { metrics: [METRIC] },
  "GET /api/metrics/defined/refunds": ANSWER,
};

test("a metric shows its figures by what each version counted, and its versions", async () => {
  visit("/shared-metrics?metric=refunds", SERVED);
  const card = await screen.findByRole("region", { name: "Refunds" });
  const [, now, before] = within(
    within(card).getByRole("table", { name: "Figures by version" }),
  ).getAllByRole("row");
  expect(now?.textContent).toContain("version 2");
  expect(now?.textContent).toContain("5");
  expect(before?.textContent).toContain("up to version 1");
  expect(before?.textContent).toContain("7.5");
  const versions = within(card).getByRole("table", { name: "Versions" });
  expect(versions.textContent).toContain("because of 1");
  expect(within(card).queryByRole("button", { name: "Archive" })).toBeNull();
});

test("an edit is a version with its reason, and keeps what no box shows", async () => {
  const { user, asked } = visit("/shared-metrics?metric=refunds", {
    ...SERVED,
    "POST /api/documents": { version: 3 },
  });
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const form = screen.getByRole("region", { name: "Edit Refunds" });
  const publish = within(form).getByRole("button", { name: "Publish" });
  expect((publish as HTMLButtonElement).disabled).toBe(true);
  await user.clear(within(form).getByLabelText("Name"));
  await user.type(within(form).getByLabelText("Name"), "Money back");
  await user.type(within(form).getByLabelText("Why"), "clearer");
  await user.click(publish);
  await screen.findByText(/Version 3 is live/);
  expect(asked("/api/documents")[0]?.body).toMatchObject({
    publish: true,
    reason: "clearer",
    document: {
      kind: "metric",
      id: "refunds",
      name: "Money back",
      event: "refunded",
      measure: "sum",
    },
  });
});

test("a new one that the server refuses keeps what was typed and says why", async () => {
  const { user } = visit("/shared-metrics", {
    "GET /api/metrics/defined": { metrics: [] },
    "POST /api/documents": new Refusal(400, "event_blank", "Give the name of an event."),
  });
  expect(await screen.findByText("No shared metric yet")).toBeDefined();
  await user.click(
    (await screen.findAllByRole("button", { name: "New metric" })).at(-1) as HTMLElement,
  );
  await user.type(screen.getByLabelText("Id"), "refunds");
  await user.type(screen.getByLabelText("Why"), "to count");
  await user.click(screen.getByRole("button", { name: "Publish" }));
  expect(await screen.findByText(/Give the name of an event/)).toBeDefined();
  expect((screen.getByLabelText("Id") as HTMLInputElement).value).toBe("refunds");
});

test("what is empty is left to the server's defaults", () => {
  const sent = written({ kind: "metric", id: "a", name: "", cap: 0, event: "x" });
  expect(sent).toEqual({ kind: "metric", id: "a", event: "x" });
});
