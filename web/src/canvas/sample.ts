/** Journeys for tests and for the mock server. */
import type { Journey } from "./document";

/** The seed's upgrade journey: push, a day, email, four days, SMS; whoever upgrades leaves at once. */
export const UPGRADE: Journey = {
  kind: "journey",
  id: "upgrade",
  name: "Upgrade at the limit",
  owner: "Mira",
  hypothesis: "People who hit a limit upgrade when the offer names that limit.",
  entry: {
    on: ["feature_limit_reached", "usage_threshold_hit"],
    where: 'current_plan != "enterprise"',
    reentry: { policy: "after", after: "14d" },
  },
  goal: { event: "plan_upgraded", value: "mrr", within: "14d", exit: true },
  exits: [{ change: "current_plan", reason: "upgraded" }],
  holdout: { percent: 10 },
  start: "which_plan",
  nodes: {
    which_plan: {
      kind: "split",
      name: "Which limit?",
      branches: [
        {
          name: "Free, hit the paywall",
          when: 'current_plan == "free" and paywalled_feature_attempts >= 3',
          then: "push_free",
        },
        {
          name: "Starter, out of seats",
          when: 'current_plan == "starter" and seats_used >= seats_limit',
          then: "wording",
        },
      ],
      otherwise: "not_ready",
    },
    push_free: {
      kind: "message",
      name: "You hit the limit",
      channel: "push",
      content: { title: "You are out of space", body: "See your options, {{first_name}}." },
      topic: "product",
      then: "a_day",
    },
    a_day: {
      kind: "wait",
      name: "Engaged within a day?",
      until: { event: "push_opened" },
      timeout: "1d",
      then: "reached",
      on_timeout: "offer_email",
    },
    offer_email: {
      kind: "message",
      name: "Compare the plans",
      channel: "email",
      content: {
        subject: "What Starter adds to {{storage_used_pct}} % full",
        html: "<h1>Room to grow</h1><p>Hello {{first_name}}</p>",
        text: "Room to grow",
      },
      topic: "product",
      then: "four_days",
    },
    four_days: { kind: "wait", for: "4d", then: "last_sms" },
    last_sms: {
      kind: "message",
      name: "One last text",
      channel: "sms",
      content: { body: "Your plan is full: {{upgrade_url}}" },
      topic: "product",
      then: "reached",
    },
    wording: {
      kind: "experiment",
      name: "Seats or price?",
      arms: [
        { name: "seats", weight: 1, then: "offer_email" },
        { name: "price", weight: 1, then: "seats_email" },
      ],
    },
    seats_email: {
      kind: "message",
      name: "Add seats in a minute",
      channel: "email",
      content: { subject: "{{seats_used}} of {{seats_limit}} seats", html: "<p>Add more</p>" },
      topic: "product",
      then: "mark",
    },
    mark: {
      kind: "update",
      name: "Remember the prompt",
      set: { last_upgrade_prompt_seen: "=now()" },
      then: "reached",
    },
    reached: { kind: "goal", name: "Upgraded" },
    not_ready: { kind: "exit", name: "Not ready yet", reason: "not_ready" },
  },
};
