/** Made-up people, messages and facts for the mock. */
import type { Breakdown, Contrast, Contrasts, MessageDetail, MessageLine, Person, PersonLine, Report, TimelineFact, TrackingPlan, Why } from "../schema";
import { NOW } from "./journeys";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAMES = ["Ann Berg", "Bob Costa", "Chidi Okafor", "Dana Fuchs", "Elif Kaya", "Farid Nouri", "Greta Lind", "Hugo Silva", "Ines Moreau", "Jakub Nowak", "Kira Sato", "Leo Rossi"];

export const PEOPLE: PersonLine[] = NAMES.map((name, at) => {
  const id = (name.split(" ")[0] ?? "").toLowerCase();
  return { person: id, name, email: `${id}@example.com`, account: at % 3 ? "acme" : null, last_seen_at: NOW - at * 5 * HOUR };
});

export const personOf = (id: string): Person => ({
  person: id,
  traits: { name: NAMES.find((one) => one.toLowerCase().startsWith(id)) ?? id, email: `${id}@example.com`, current_plan: "starter", seats_used: 9, seats_limit: 10, storage_used_pct: 84, paywalled_feature_attempts: 4, signed_up_at: "2026-08-02" },
  consent: { email: true, sms: false, push: true },
  lists: ["beta"],
  segments: ["power_users", "near_the_limit"],
  account: "acme",
  zone: "Europe/Berlin",
  enrollments: [
    { enrollment: "e1", journey: "upgrade", version: 3, node: "four_days", entered_at: NOW - 3 * DAY, ended_at: null, wake_at: NOW + DAY, held: false },
    { enrollment: "e2", journey: "onboarding", version: 2, node: null, entered_at: NOW - 90 * DAY, ended_at: NOW - 82 * DAY, held: true },
  ],
  suppressed: {},
});

const fact = (ago: number, kind: string, text: string, rest: Partial<TimelineFact> = {}): TimelineFact => ({ at: NOW - ago, kind, text, journey: null, node: null, channel: null, reason: null, data: {}, ...rest });
export const FACTS: TimelineFact[] = [
  fact(HOUR, "event", "Opened the billing page", { data: { path: "/billing" } }),
  fact(2 * HOUR, "receipt", "Opened \"What Starter adds\"", { journey: "upgrade", node: "offer_email", channel: "email" }),
  fact(26 * HOUR, "attempt", "Sent by smtp, accepted", { journey: "upgrade", node: "offer_email", channel: "email" }),
  fact(26 * HOUR, "message", "E-mail \"What Starter adds to 84 % full\"", { journey: "upgrade", node: "offer_email", channel: "email", data: { storage_used_pct: 84 } }),
  fact(26.1 * HOUR, "deferred", "Held until 08:00: quiet hours in Europe/Berlin", { journey: "upgrade", node: "offer_email", reason: "quiet_hours", data: { local_time: "06:54" } }),
  fact(27 * HOUR, "stepped", "Waited one day without a push opened", { journey: "upgrade", node: "a_day", reason: "timeout" }),
  fact(50 * HOUR, "message", "Push \"You are out of space\"", { journey: "upgrade", node: "push_free", channel: "push" }),
  fact(50 * HOUR, "stepped", "Took the branch \"Free, hit the paywall\"", { journey: "upgrade", node: "which_plan", reason: "condition", data: { current_plan: "free", paywalled_feature_attempts: 4 } }),
  fact(50 * HOUR, "entered", "Entered on feature_limit_reached", { journey: "upgrade", reason: "event", data: { limit: "storage" } }),
  fact(50 * HOUR, "event", "feature_limit_reached", { data: { limit: "storage", used: 100 } }),
  fact(74 * HOUR, "person", "storage_used_pct changed from 71 to 84"),
  fact(80 * HOUR, "not_entered", "Did not enter: messaged less than 14 days ago", { journey: "winback", reason: "reentry_too_soon" }),
];

export const WHY: Why = {
  person: "ann",
  journey: "upgrade",
  answer: "Ann entered on 19 November, because feature_limit_reached came and current_plan is not enterprise. The SMS has not been sent: she waits until tomorrow 08:12, and has not consented to SMS.",
  entries: [
    {
      enrollment: "e1",
      entered_at: NOW - 50 * HOUR,
      held: "",
      ended: "",
      steps: [
        { at: NOW - 50 * HOUR, kind: "stepped", journey: "upgrade", channel: null, node: "which_plan", text: "The first branch holds.", reason: "condition", data: { current_plan: "free", paywalled_feature_attempts: 4 } },
        { at: NOW - 50 * HOUR, kind: "stepped", journey: "upgrade", channel: null, node: "push_free", text: "The push was sent.", reason: "", data: {} },
        { at: NOW - 26 * HOUR, kind: "stepped", journey: "upgrade", channel: null, node: "a_day", text: "No push_opened within a day.", reason: "timeout", data: { waited: "1d" } },
        { at: NOW - 26 * HOUR, kind: "stepped", journey: "upgrade", channel: null, node: "offer_email", text: "The e-mail was moved out of the quiet hours and sent at 08:00.", reason: "quiet_hours", data: { local_time: "06:54" } },
      ],
    },
  ],
  not_entered: [{ at: NOW - 70 * DAY, kind: "not_entered", journey: "upgrade", node: null, channel: null, reason: "filter_false", text: "The entry's condition did not hold.", data: { current_plan: "enterprise" } }],
};

const STATUS = ["delivered", "sent", "refused", "unknown", "held", "delivered", "failed"];
const HTML = `<style>h1{font:600 26px Georgia,serif;color:#123} .b{background:#0b6b58;color:#fff;padding:12px 22px;border-radius:8px;text-decoration:none;display:inline-block}</style>
<table width="100%" style="background:#f4f1ea;padding:28px"><tr><td align="center"><table width="560" style="background:#fff;border-radius:12px;padding:32px;font-family:Arial,sans-serif;color:#333"><tr><td>
<h1>Room to grow</h1><p style="font-size:16px;line-height:1.6">Hello Ann, your storage is 84 % full. Starter gives you ten times the room, for the price of a lunch.</p><p><a class="b" href="https://example.com/upgrade">See the plans</a></p><p style="color:#888;font-size:12px">You get this because you use the product. <a href="https://example.com/u">Unsubscribe</a></p></td></tr></table></td></tr></table>`;

export const MESSAGES: MessageLine[] = NAMES.flatMap((name, at): MessageLine[] => [
  { key: `k${at}`, person: (name.split(" ")[0] ?? "").toLowerCase(), channel: (["email", "push", "sms"] as const)[at % 3] ?? "email", journey: "upgrade", node: "offer_email", status: STATUS[at % STATUS.length] ?? "sent", created_at: NOW - at * HOUR, subject: at % 3 === 0 ? "What Starter adds to 84 % full" : at % 3 === 1 ? "You are out of space" : "Your plan is full", attempts: at % 4 === 3 ? 3 : 1 },
]);

export function messageOf(key: string): MessageDetail {
  const one = MESSAGES.find((line) => line.key === key) ?? (MESSAGES[0] as MessageLine);
  const rendered = one.channel === "email" ? { subject: one.subject, preheader: "Ten times the room, for the price of a lunch", html: HTML, text: "Room to grow\n\nHello Ann, your storage is 84 % full.\nSee the plans: https://example.com/upgrade" } : one.channel === "sms" ? { text: "Your plan is full: https://example.com/u" } : { title: "You are out of space", body: "See your options, Ann." };
  return { ...one, rendered, attempts: [{ at: one.created_at, outcome: "sent", text: "250 accepted", reason: "", attempt: 1 }], receipts: one.status === "delivered" ? [{ at: one.created_at + 60_000, kind: "delivered", text: "", machine: false, url: "" }, { at: one.created_at + HOUR, kind: "opened", text: "", machine: true, url: "" }] : [] };
}

const seen = (type: string, ...examples: (string | number)[]) => ({ type, examples });
export const CATALOG: TrackingPlan = {
  events: [
    { name: "feature_limit_reached", count: 18_402, last_seen_at: NOW - 60_000, properties: { limit: seen("string", "storage", "seats"), used: seen("number", 100) } },
    { name: "usage_threshold_hit", count: 9120, last_seen_at: NOW - 90_000, properties: { share: seen("number", 0.8) } },
    { name: "plan_upgraded", count: 1493, last_seen_at: NOW - HOUR, properties: { mrr: seen("number", 29, 99), plan: seen("string", "starter", "pro") } },
    { name: "push_opened", count: 5210, last_seen_at: NOW - 30_000, properties: {} },
    { name: "login", count: 210_422, last_seen_at: NOW - 2000, properties: { device: seen("string", "ios", "web") } },
  ],
  traits: { current_plan: seen("string", "free", "starter", "pro"), seats_used: seen("number", 4, 9), seats_limit: seen("number", 5, 10), storage_used_pct: seen("number", 84), paywalled_feature_attempts: seen("number", 3), first_name: seen("string", "Ann") },
  account_traits: { seats_used: seen("number", 40), plan: seen("string", "team") },
  segments: ["power_users", "near_the_limit", "recent_upgraders"],
  lists: ["beta", "newsletter"],
  journeys: ["upgrade", "onboarding", "post_purchase", "winback", "trial"],
};

const step = (node: string, name: string, kind: string, entered: number, inside: number): Report["funnel"][number] => ({ node, name, kind, entered, left: entered - inside, inside, share: entered / 18_402 });
const estimate = (value: number, half: number) => ({ estimate: value, low: value - half, high: value + half });

const contrast = (name: string, against: string, one: number, two: number, units: number, held: number): Contrast => ({
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
});

const many = (rows: Contrast[]): Contrasts => ({
  compared: rows.length,
  warning: rows.length > 1 ? `${rows.length} comparisons are made at once. By luck alone, one or more of ${rows.length} would pass a single test in some cases, so each must show more here: of those called lift or harm, 5% at most are expected to be mistakes. Take a surprise as a question for the next experiment.` : "",
  rows,
});

export const groupsBy = (journey: string, by: string): Breakdown => ({
  journey,
  by,
  title: by.split(":")[1] ?? by,
  note: "",
  groups: many([contrast("free", "holdout", 0.091, 0.058, 9800, 1090), contrast("starter", "holdout", 0.067, 0.061, 5200, 580), contrast("pro", "holdout", 0.05, 0.048, 1564, 168)]),
  others: 0,
  counted_at: NOW,
});

export const REPORT: Report = {
  journey: "upgrade",
  entered: 18_402,
  messaged: 16_210,
  held_out: 1838,
  converted: 1493,
  funnel: [step("which_plan", "Which limit?", "split", 18_402, 0), step("push_free", "You hit the limit", "message", 11_230, 0), step("a_day", "Engaged within a day?", "wait", 11_230, 840), step("offer_email", "Compare the plans", "message", 8350, 0), step("four_days", "Wait four days", "wait", 8350, 440), step("last_sms", "One last text", "message", 5120, 0), step("reached", "Upgraded", "goal", 4033, 0)],
  within_ms: 14 * DAY,
  counted_at: NOW,
  time_to_convert: { median_ms: 2.3 * DAY, p90_ms: 9.1 * DAY, conversions: 1493, closed: 15_880, open: 2522, histogram: [410, 322, 210, 160, 122, 80, 66, 41, 33, 20, 14, 9, 4, 2].map((count, at) => ({ from_ms: at * DAY, count })) },
  lift: {
    verdict: "lift",
    reason: "Lift: 8.11 % of the treated converted against 6.01 % of the holdout, 21 more in 1,000 (12 to 30).",
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
    strata: [{ share: 0.1, name: "10 % held out", treated: { units: 16_564, conversions: 1343 }, held_out: { units: 1838, conversions: 110 } }],
    guards: [
      { name: "share", passed: true, text: "The holdout has 9.99 % of the units; 10 % was planned." },
      { name: "exposure", passed: true, text: "Both arms walk the same steps." },
      { name: "fresh", passed: true, text: "The last fact is 3 minutes old." },
      { name: "before", passed: true, text: "The arms did not differ before they entered." },
    ],
    missing: { arm: "holdout", conversions_have: 110, conversions_need: 25, expected_at: null, units_have: 18_402, units_need: null },
    fraction: null,
    final: false,
  },
  attributed: 1120,
  incremental: 348,
  over_time: Array.from({ length: 30 }, (_, at) => ({ day: new Date(NOW - (30 - at) * DAY).toISOString().slice(0, 10), treated_units: 550 * (at + 1), treated_conversions: 44 * (at + 1), held_units: 61 * (at + 1), held_conversions: 4 * (at + 1), estimate: at < 3 ? null : 0.02 + Math.sin(at) * 0.006, low: at < 3 ? null : 0.02 + Math.sin(at) * 0.006 - 0.08 / Math.sqrt(at), high: at < 3 ? null : 0.02 + Math.sin(at) * 0.006 + 0.08 / Math.sqrt(at) })),
  arms: [
    { node: "wording", name: "seats", units: 4100, conversions: 340, rate: 0.083, value: 0, pending: 0 },
    { node: "wording", name: "price", units: 4088, conversions: 301, rate: 0.0736, value: 0, pending: 0 },
  ],
  experiments: [{ node: "wording", name: "Which words?", between: many([contrast("price", "seats", 0.0736, 0.083, 4088, 4100)]), against_holdout: many([contrast("seats", "holdout", 0.083, 0.0598, 4100, 1838), contrast("price", "holdout", 0.0736, 0.0598, 4088, 1838)]) }],
};
