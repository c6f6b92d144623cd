import { expect, test } from "vitest";
import type { DayPoint } from "@/api/wire";
import { rangeOf } from "./charts";
import { reasonWords, sumsOf } from "./sums";

test("reasons of several steps are added up, the commonest first", () => {
  expect(
    sumsOf([
      ["capped", 2],
      ["no_address", 5],
      ["capped", 4],
    ]),
  ).toEqual([
    { reason: "capped", count: 6 },
    { reason: "no_address", count: 5 },
  ]);
});

test("a refusal is said in words", () => {
  for (const reason of [
    "devices_gone",
    "address_left",
    "consent_pending",
    "never_open",
    "domain_rate",
    "held_for_better",
    "group_taken",
  ])
    expect(reasonWords(reason)).not.toBe(reason.replace(/_/g, " "));
});

const day = (low: number, high: number): DayPoint => ({
  day: "2026-01-01",
  treated_units: 1,
  treated_conversions: 0,
  held_units: 1,
  held_conversions: 0,
  estimate: (low + high) / 2,
  low,
  high,
});

test("the first days, of which little is known, do not flatten the rest", () => {
  const [least, most] = rangeOf([day(-0.9, 0.9), day(-0.05, 0.1), day(0.01, 0.09)]);
  expect(least).toBeGreaterThan(-0.11);
  expect(most).toBeLessThan(0.16);
  expect(most).toBeGreaterThanOrEqual(0.1);
});

test("zero is always on the axis", () => {
  const [least, most] = rangeOf([day(0.02, 0.03)]);
  expect(least).toBeLessThan(0);
  expect(most).toBeGreaterThan(0.03);
});
