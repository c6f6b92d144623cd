/** A journey's metrics and its plan, as the server answers them. */
import type { ComparedMetric, MetricsReport, PlanReport } from "@/api/wire";

const DAY = 86_400_000;
const NOW = Date.now();

const SPENT: ComparedMetric = {
  metric: "spent",
  name: "Spent",
  role: "secondary",
  measure: "sum",
  better: "more",
  counts: 'amount of "bought" for each person, capped at the 99th percentile',
  within_ms: 14 * DAY,
  verdict: "better",
  reason: "8.2 for the treated against 7.1 for the holdout (+1.1): better, and it holds.",
  treated: { units: 9_000, did: 720, level: 8.2, total: "73800.50", pending: 120 },
  held_out: { units: 1_000, did: 66, level: 7.1, total: "7100.00", pending: 14 },
  difference: { estimate: 1.1, low: 0.2, high: 2, relative: 0.155, method: "hurdle_sequence" },
  adjusted: {
    difference: { estimate: 1.05, low: 0.4, high: 1.7, relative: 0.148, method: "cuped" },
    saved: 0.31,
    slope: 0.52,
  },
  uncapped: null,
  cap: 240,
  q: 0.01,
  e_value: null,
  limit: null,
  allowed: "",
  pauses: false,
  since: 0,
};
const LEFT: ComparedMetric = {
  ...SPENT,
  metric: "left",
  name: "Unsubscribed",
  role: "guardrail",
  measure: "rate",
  better: "less",
  counts: "people who unsubscribed",
  verdict: "holds",
  reason: "31 of 9,000 treated (0.34%); allowed: at most 0.5 % of the treated.",
  treated: { units: 9_000, did: 31, level: 0.0034, total: "31", pending: 20 },
  held_out: { units: 1_000, did: 0, level: 0, total: "0", pending: 2 },
  difference: null,
  adjusted: null,
  cap: null,
  q: null,
  e_value: 0.2,
  limit: 20,
  allowed: "at most 0.5 % of the treated",
  pauses: true,
};

export const metricsOf = (journey: string): MetricsReport => ({
  journey,
  goal: '"bought" within 14d, worth amount',
  value: null,
  metrics: [SPENT, LEFT],
  warning: "",
  missing: "",
  changes: [],
  earlier: [],
  counted_at: NOW,
});

export const planOf = (journey: string): PlanReport => ({
  journey,
  inputs: {
    people_a_week: 900,
    base_rate: 0.06,
    holdout: 0.1,
    within_weeks: 2,
    mean: 7.1,
    spread: 30,
    rule: "e_process",
    power: 0.8,
    alpha: 0.05,
  },
  source: "The journey's own last 8 weeks, and its 1,000 held-out people",
  weeks: [
    {
      weeks: 8,
      treated: 4_860,
      held_out: 540,
      lift: 0.03,
      relative_lift: 0.5,
      value: 4,
      relative_value: 0.56,
    },
    {
      weeks: 26,
      treated: 19_440,
      held_out: 2_160,
      lift: 0.012,
      relative_lift: 0.2,
      value: 2,
      relative_value: 0.28,
    },
  ],
  sentence:
    "With 10 % held out you will see a lift of 20% or more after 26 weeks, four times in five.",
  wanted: 0,
  weeks_needed: null,
  missing: "",
});
