/** Made-up events and fields for the mock. */
import type { TrackingPlan } from "../wire";
import { NOW } from "./journeys";
import { HOUR } from "./people";

const DAYS = [62, 55, 60, 58, 63, 31, 28];
const days = (a: number) => Array.from({ length: 30 }, (_, day) => (DAYS[day % 7] ?? 0) * a);
const seen = (type: string, ...examples: (string | number)[]) => ({ type, examples });
export const CATALOG: TrackingPlan = {
  events: [
    {
      name: "feature_limit_reached",
      count: 18_402,
      last_seen_at: NOW - 60_000,
      properties: { limit: seen("string", "storage", "seats"), used: seen("number", 100) },
    },
    {
      name: "usage_threshold_hit",
      days: [...Array.from({ length: 24 }, () => 0), 12, 14, 9, 11, 10, 3],
      learned_in_days: 12,
      count: 9120,
      last_seen_at: NOW - 90_000,
      properties: { share: seen("number", 0.8) },
    },
    {
      name: "plan_upgraded",
      days: [...days(1).slice(0, -1), 0],
      count: 1493,
      last_seen_at: NOW - HOUR,
      properties: { mrr: seen("number", 29, 99), plan: seen("string", "starter", "pro") },
    },
    { name: "push_opened", count: 5210, last_seen_at: NOW - 30_000, properties: {} },
    {
      name: "login",
      days: days(120),
      count: 210_422,
      last_seen_at: NOW - 2000,
      properties: { device: seen("string", "ios", "web") },
    },
  ],
  traits: {
    current_plan: seen("string", "free", "starter", "pro"),
    seats_used: seen("number", 4, 9),
    seats_limit: seen("number", 5, 10),
    storage_used_pct: seen("number", 84),
    paywalled_feature_attempts: seen("number", 3),
    first_name: seen("string", "Ann"),
  },
  account_traits: { seats_used: seen("number", 40), plan: seen("string", "team") },
  alarms: [
    {
      reason: "event_stopped",
      name: "plan_upgraded",
      field: "",
      words:
        'The event "plan_upgraded" has stopped since 2026-03-02 09:00 UTC. Expected: about 38 in 14 hours; seen: none.',
      since: NOW - 14 * HOUR,
      expected: "about 38 in 14 hours",
      seen: "none",
      ended_at: 0,
      ended: "",
    },
  ],
  segments: ["power_users", "near_the_limit", "recent_upgraders"],
  lists: ["beta", "newsletter"],
  journeys: ["upgrade", "onboarding", "post_purchase", "winback", "trial"],
};
