/** Made-up people and what happened to them, for the mock. */
import type { Person, PersonLine, TimelineFact, Why } from "../wire";
import { NOW } from "./journeys";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const NAMES = [
  "Ann Berg",
  "Bob Costa",
  "Chidi Okafor",
  "Dana Fuchs",
  "Elif Kaya",
  "Farid Nouri",
  "Greta Lind",
  "Hugo Silva",
  "Ines Moreau",
  "Jakub Nowak",
  "Kira Sato",
  "Leo Rossi",
];

export const PEOPLE: PersonLine[] = NAMES.map((name, at) => {
  const id = (name.split(" ")[0] ?? "").toLowerCase();
  return {
    person: id,
    name,
    email: `${id}@example.com`,
    account: at % 3 ? "acme" : null,
    last_seen_at: NOW - at * 5 * HOUR,
  };
});

export const personOf = (id: string): Person => ({
  person: id,
  traits: {
    name: NAMES.find((one) => one.toLowerCase().startsWith(id)) ?? id,
    email: `${id}@example.com`,
    current_plan: "starter",
    seats_used: 9,
    seats_limit: 10,
    storage_used_pct: 84,
    paywalled_feature_attempts: 4,
    signed_up_at: "2026-08-02",
  },
  consent: { email: true, sms: false, push: true },
  lists: ["beta"],
  segments: ["power_users", "near_the_limit"],
  account: "acme",
  zone: "Europe/Berlin",
  account_traits: { plan: "team" },
  first_seen_at: NOW - 120 * DAY,
  enrollments: [
    {
      enrollment: "e1",
      journey: "upgrade",
      version: 3,
      node: "four_days",
      entered_at: NOW - 3 * DAY,
      arrived_at: NOW - 2 * DAY,
      wake_at: NOW + DAY,
      waiting: "waits 4 days",
      held: false,
    },
  ],
  suppressed: {},
});

const fact = (
  ago: number,
  kind: string,
  text: string,
  rest: Partial<TimelineFact> = {},
): TimelineFact => ({
  at: NOW - ago,
  kind,
  text,
  journey: "",
  node: "",
  channel: "",
  reason: "",
  data: {},
  ...rest,
});
export const FACTS: TimelineFact[] = [
  fact(HOUR, "event", "Opened the billing page", { data: { path: "/billing" } }),
  fact(2 * HOUR, "receipt", 'Opened "What Starter adds"', {
    journey: "upgrade",
    node: "offer_email",
    channel: "email",
  }),
  fact(26 * HOUR, "attempt", "Sent by smtp, accepted", {
    journey: "upgrade",
    node: "offer_email",
    channel: "email",
  }),
  fact(26 * HOUR, "message", 'E-mail "What Starter adds to 84 % full"', {
    journey: "upgrade",
    node: "offer_email",
    channel: "email",
    data: { storage_used_pct: 84 },
  }),
  fact(26.1 * HOUR, "deferred", "Held until 08:00: quiet hours in Europe/Berlin", {
    journey: "upgrade",
    node: "offer_email",
    reason: "quiet_hours",
    data: { local_time: "06:54" },
  }),
  fact(27 * HOUR, "stepped", "Waited one day without a push opened", {
    journey: "upgrade",
    node: "a_day",
    reason: "timeout",
  }),
  fact(50 * HOUR, "message", 'Push "You are out of space"', {
    journey: "upgrade",
    node: "push_free",
    channel: "push",
  }),
  fact(50 * HOUR, "stepped", 'Took the branch "Free, hit the paywall"', {
    journey: "upgrade",
    node: "which_plan",
    reason: "condition",
    data: { current_plan: "free", paywalled_feature_attempts: 4 },
  }),
  fact(50 * HOUR, "entered", "Entered on feature_limit_reached", {
    journey: "upgrade",
    reason: "event",
    data: { limit: "storage" },
  }),
  fact(50 * HOUR, "event", "feature_limit_reached", { data: { limit: "storage", used: 100 } }),
  fact(74 * HOUR, "person", "storage_used_pct changed from 71 to 84"),
  fact(80 * HOUR, "not_entered", "Did not enter: messaged less than 14 days ago", {
    journey: "winback",
    reason: "reentry_too_soon",
  }),
];

export const WHY: Why = {
  person: "ann",
  journey: "upgrade",
  answer:
    "Ann entered on 19 November, because feature_limit_reached came and current_plan is not enterprise. The SMS has not been sent: she waits until tomorrow 08:12, and has not consented to SMS.",
  entries: [
    {
      enrollment: "e1",
      journey: "upgrade",
      version: 3,
      entered_at: NOW - 50 * HOUR,
      held: "",
      ended: "",
      steps: [
        {
          at: NOW - 50 * HOUR,
          kind: "stepped",
          journey: "upgrade",
          channel: "",
          node: "which_plan",
          text: "The first branch holds.",
          reason: "condition",
          data: { current_plan: "free", paywalled_feature_attempts: 4 },
        },
        {
          at: NOW - 50 * HOUR,
          kind: "stepped",
          journey: "upgrade",
          channel: "",
          node: "push_free",
          text: "The push was sent.",
          reason: "",
          data: {},
        },
        {
          at: NOW - 26 * HOUR,
          kind: "stepped",
          journey: "upgrade",
          channel: "",
          node: "a_day",
          text: "No push_opened within a day.",
          reason: "timeout",
          data: { waited: "1d" },
        },
        {
          at: NOW - 26 * HOUR,
          kind: "stepped",
          journey: "upgrade",
          channel: "",
          node: "offer_email",
          text: "The e-mail was moved out of the quiet hours and sent at 08:00.",
          reason: "quiet_hours",
          data: { local_time: "06:54" },
        },
      ],
    },
  ],
  not_entered: [
    {
      at: NOW - 70 * DAY,
      kind: "not_entered",
      journey: "upgrade",
      node: "",
      channel: "",
      reason: "filter_false",
      text: "The entry's condition did not hold.",
      data: { current_plan: "enterprise" },
    },
  ],
  totals: { facts: 9, entered: 1, not_entered: 1, sent: 1 },
};
