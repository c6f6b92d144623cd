import { expect, test } from "vitest";
import type { TrackingPlan } from "@/api/wire";
import { choicesOf } from "./choices";

const field = { type: "string", examples: [] } as unknown as TrackingPlan["traits"][string];
const CATALOG: TrackingPlan = {
  events: [
    { name: "signed_up", count: 5, last_seen_at: 0, properties: { source: field, plan: field } },
    { name: "bought", count: 5, last_seen_at: 0, properties: { amount: field } },
  ],
  traits: { plan: field },
  account_traits: {},
  segments: ["vip"],
  lists: [],
  journeys: [],
};

test("everything that was known at entry can be chosen, and only of the events that begin the journey", () => {
  const found = choicesOf(CATALOG, ["signed_up"]);
  expect(found.map((one) => one.group)).toEqual(["Segment", "Field", "Entry event"]);
  expect(found.flatMap((one) => one.items.map((item) => item.value))).toEqual([
    "segment:vip",
    "trait:plan",
    "entry:source",
    "entry:plan",
  ]);
});

test("nothing is offered before the catalog is there", () => {
  expect(choicesOf(undefined, ["signed_up"])).toEqual([]);
});
