/** Made-up comparisons between groups and arms, for the mock. */
import type { Breakdown, Contrast, Contrasts } from "../wire";
import { NOW } from "./journeys";

export const estimate = (value: number, half: number) => ({
  estimate: value,
  low: value - half,
  high: value + half,
});

export const contrast = (
  name: string,
  against: string,
  one: number,
  two: number,
  units: number,
  held: number,
): Contrast => ({
  name,
  against,
  verdict: held * two < 25 ? "not_enough_data" : one - two > 0.02 ? "lift" : "no_difference_seen",
  reason: "",
  treated: { units, conversions: Math.round(units * one), pending: 210 },
  held_out: { units: held, conversions: Math.round(held * two), pending: 22 },
  treated_rate: one,
  held_out_rate: two,
  difference: estimate(one - two, 0.018),
  incremental: (one - two) * units,
  q: one - two > 0.02 ? 0.003 : 0.62,
  conversions_have: Math.round(held * two),
  conversions_need: 25,
  value: { ...estimate(30 * (one - two), 0.6), relative: one / two - 1 },
  value_ratio: { estimate: one / two, low: (0.7 * one) / two, high: (1.4 * one) / two },
});

export const many = (rows: Contrast[]): Contrasts => ({
  compared: rows.length,
  warning:
    rows.length > 1
      ? `${rows.length} comparisons are made at once. By luck alone, one or more of ${rows.length} would pass a single test in some cases, so each must show more here: of those that are called, 5% at most are expected to be mistakes. Take a surprise as a question for the next experiment.`
      : "",
  rows,
});

export const groupsBy = (journey: string, by: string): Breakdown => ({
  journey,
  by,
  title: by.split(":")[1] ?? by,
  note: "",
  groups: many([
    contrast("free", "holdout", 0.091, 0.058, 9800, 1090),
    contrast("starter", "holdout", 0.067, 0.061, 5200, 580),
    contrast("pro", "holdout", 0.05, 0.048, 1564, 168),
  ]),
  others: 0,
  counted_at: NOW,
  interaction: {
    verdict: "differs",
    reason:
      "The relative lift differs by plan (evidence 61.00, and 20 is enough). The groups are judged one by one below.",
    e_value: 61,
    limit: 20,
    declared: 1,
    groups: 3,
    conversions: 1_500,
    since_version: 1,
  },
});
