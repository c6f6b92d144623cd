/** A made-up report for the mock. */
import type { Report } from "../schema";
import { contrast, estimate, many } from "./contrasts";
import { NOW } from "./journeys";
import { DAY } from "./people";

const step = (
  node: string,
  name: string,
  kind: string,
  entered: number,
  inside: number,
): Report["funnel"][number] => ({
  node,
  name,
  kind,
  entered,
  left: entered - inside,
  inside,
  share: entered / 18_402,
});
export const REPORT: Report = {
  journey: "upgrade",
  entered: 18_402,
  messaged: 16_210,
  held_out: 1838,
  converted: 1493,
  funnel: [
    step("which_plan", "Which limit?", "split", 18_402, 0),
    step("push_free", "You hit the limit", "message", 11_230, 0),
    step("a_day", "Engaged within a day?", "wait", 11_230, 840),
    step("offer_email", "Compare the plans", "message", 8350, 0),
    step("four_days", "Wait four days", "wait", 8350, 440),
    step("last_sms", "One last text", "message", 5120, 0),
    step("reached", "Upgraded", "goal", 4033, 0),
  ],
  within_ms: 14 * DAY,
  counted_at: NOW,
  time_to_convert: {
    median_ms: 2.3 * DAY,
    p90_ms: 9.1 * DAY,
    conversions: 1493,
    closed: 15_880,
    open: 2522,
    histogram: [410, 322, 210, 160, 122, 80, 66, 41, 33, 20, 14, 9, 4, 2].map((count, at) => ({
      from_ms: at * DAY,
      count,
    })),
  },
  lift: {
    verdict: "lift",
    reason:
      "Lift: 8.11 % of the treated converted against 6.01 % of the holdout, 21 more in 1,000 (12 to 30).",
    method: "always_valid",
    conversion: estimate(0.021, 0.009),
    ratio: estimate(1.35, 0.2),
    value: estimate(0.9, 0.4),
    fixed: estimate(0.021, 0.007),
    incremental_conversions: 348,
    incremental_conversions_low: 199,
    incremental_conversions_high: 497,
    incremental_value: 12_100,
    incremental_value_low: 8000,
    incremental_value_high: 16_000,
    attributed_conversions: 1120,
    attributed_value: 38_000,
    treated: { units: 16_564, conversions: 1343 },
    held_out: { units: 1838, conversions: 110 },
    treated_rate: 1343 / 16_564,
    held_out_rate: 110 / 1838,
    strata: [
      {
        share: 0.1,
        name: "10 % held out",
        treated: { units: 16_564, conversions: 1343 },
        held_out: { units: 1838, conversions: 110 },
      },
    ],
    guards: [
      {
        name: "share",
        passed: true,
        text: "The holdout has 9.99 % of the units; 10 % was planned.",
      },
      { name: "exposure", passed: true, text: "Both arms walk the same steps." },
      { name: "fresh", passed: true, text: "The last fact is 3 minutes old." },
      { name: "before", passed: true, text: "The arms did not differ before they entered." },
    ],
    missing: {
      arm: "holdout",
      conversions_have: 110,
      conversions_need: 25,
      expected_at: null,
      units_have: 18_402,
      units_need: null,
    },
    fraction: null,
    final: false,
  },
  attributed: 1120,
  incremental: 348,
  over_time: Array.from({ length: 30 }, (_, at) => ({
    day: new Date(NOW - (30 - at) * DAY).toISOString().slice(0, 10),
    treated_units: 550 * (at + 1),
    treated_conversions: 44 * (at + 1),
    held_units: 61 * (at + 1),
    held_conversions: 4 * (at + 1),
    estimate: at < 3 ? null : 0.02 + Math.sin(at) * 0.006,
    low: at < 3 ? null : 0.02 + Math.sin(at) * 0.006 - 0.08 / Math.sqrt(at),
    high: at < 3 ? null : 0.02 + Math.sin(at) * 0.006 + 0.08 / Math.sqrt(at),
  })),
  arms: [
    {
      node: "wording",
      name: "seats",
      units: 4100,
      conversions: 340,
      rate: 0.083,
      value: 0,
      pending: 0,
    },
    {
      node: "wording",
      name: "price",
      units: 4088,
      conversions: 301,
      rate: 0.0736,
      value: 0,
      pending: 0,
    },
  ],
  experiments: [
    {
      node: "wording",
      name: "Which words?",
      between: many([contrast("price", "seats", 0.0736, 0.083, 4088, 4100)]),
      against_holdout: many([
        contrast("seats", "holdout", 0.083, 0.0598, 4100, 1838),
        contrast("price", "holdout", 0.0736, 0.0598, 4088, 1838),
      ]),
    },
  ],
};
