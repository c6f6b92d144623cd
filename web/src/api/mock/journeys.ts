/** Made-up journeys for the mock. */
import { UPGRADE } from "@/canvas/sample";
import type { Journey } from "@/canvas/document";
import type { JourneyDetail, JourneyLine, LiftLine, TemplateLine } from "../wire";

const DAY = 86_400_000;
export const NOW = Date.now();

const lift = (
  estimate: number,
  half: number,
  verdict: LiftLine["verdict"],
  reason: string,
): LiftLine => ({ estimate, low: estimate - half, high: estimate + half, verdict, reason });

const line = (
  id: string,
  name: string,
  state: JourneyLine["state"],
  rest: Partial<JourneyLine>,
): JourneyLine => ({
  id,
  name,
  state,
  owner: "Mira",
  goal: "plan_upgraded",
  version: state === "draft" ? 0 : 3,
  people_inside: 0,
  entered: 0,
  conversions: 0,
  lift: null,
  changed_at: NOW - DAY,
  ...rest,
});

export const LINES: JourneyLine[] = [
  line("upgrade", "Upgrade at the limit", "live", {
    people_inside: 1284,
    entered: 18_402,
    conversions: 1493,
    lift: lift(
      0.021,
      0.009,
      "lift",
      "Lift: 8.1 % of the treated converted against 6.0 % of the holdout.",
    ),
    changed_at: NOW - 7_200_000,
  }),
  line("onboarding", "First value in a week", "live", {
    owner: "Jonas",
    goal: "project_shared",
    people_inside: 4120,
    entered: 32_810,
    conversions: 11_240,
    lift: lift(0.034, 0.012, "lift", "Lift: 34.3 % against 30.9 %."),
    changed_at: NOW - 3 * DAY,
  }),
  line("post_purchase", "After the purchase", "live", {
    owner: "Sofia",
    goal: "order_completed",
    version: 5,
    people_inside: 9012,
    entered: 120_455,
    conversions: 21_003,
    lift: lift(0.004, 0.006, "no_difference_seen", "No difference seen: 17.4 % against 17.0 %."),
    changed_at: NOW - 8 * DAY,
  }),
  line("winback", "Win back with care", "live", {
    owner: "Sofia",
    goal: "subscription_renewed",
    version: 1,
    people_inside: 402,
    entered: 611,
    conversions: 19,
    lift: lift(
      0.01,
      0.05,
      "not_enough_data",
      "Not enough data yet: 11 of 25 conversions in the holdout; expected around 3 March.",
    ),
    changed_at: NOW - 12 * DAY,
  }),
  line("trial", "Trial ending", "paused", {
    owner: "Jonas",
    goal: "subscription_started",
    version: 2,
    people_inside: 88,
    entered: 2044,
    conversions: 512,
    lift: lift(-0.018, 0.014, "harm", "Harm: 25.0 % against 26.8 %."),
    changed_at: NOW - 20 * DAY,
  }),
  line("quiet", "Gone quiet", "draft", { goal: "", changed_at: NOW - 600_000 }),
];

const many = (count: number): JourneyLine[] =>
  Array.from({ length: count }, (_, at) =>
    line(`journey_${at}`, `Journey number ${at + 1}`, at % 3 ? "live" : "draft", {
      people_inside: at * 3,
      entered: at * 90,
      conversions: at * 4,
    }),
  );
export const manyLines = (): JourneyLine[] => [...LINES, ...many(500)];

/** The seed's journey, edited a little since it went live. */
const DRAFT: Journey = {
  ...UPGRADE,
  nodes: {
    ...UPGRADE.nodes,
    four_days: { kind: "wait", name: "Let it sink in", for: "5d", then: "last_sms" },
    last_sms: {
      ...UPGRADE.nodes.last_sms,
      kind: "message",
      channel: "sms",
      content: {},
      name: "One last text",
      then: "reached",
    },
  },
  canvas: {
    comments: [
      {
        id: "comment",
        text: "Ask Jonas whether the price arm may go on after December.",
        x: 620,
        y: 60,
      },
    ],
  },
};

export function detailOf(id: string): JourneyDetail {
  if (id === "upgrade") {
    const versions = [
      {
        version: 3,
        published_at: NOW - 3 * DAY,
        reason: "Seats were worded as a price; try both.",
        by: "Mira",
      },
      {
        version: 2,
        published_at: NOW - 30 * DAY,
        reason: "E-mail a day later, for the push alone converted.",
        by: "Jonas",
      },
      { version: 1, published_at: NOW - 60 * DAY, reason: "First version", by: "Mira" },
    ];
    return {
      id,
      state: "live",
      draft: { document: DRAFT, revision: 4, saved_at: NOW },
      live: {
        ...versions[0],
        version: 3,
        published_at: NOW - 3 * DAY,
        reason: "",
        by: "Mira",
        document: UPGRADE,
      },
      versions,
    };
  }
  return {
    id,
    state: "draft",
    draft: {
      document: { ...UPGRADE, id, name: LINES.find((one) => one.id === id)?.name ?? id },
      revision: 1,
      saved_at: NOW,
    },
    live: null,
    versions: [],
  };
}

/** A journey of many steps, to measure the canvas with. */
export function bigJourney(steps: number): JourneyDetail {
  const nodes: Journey["nodes"] = {};
  for (let at = 0; at < steps; at += 1) {
    const next = (step: number) => (at + step < steps ? { then: `n${at + step}` } : {});
    if (at % 7 === 3)
      nodes[`n${at}`] = {
        kind: "split",
        branches: [
          { when: 'plan == "free"', ...next(1) },
          { when: "seats > 3", ...next(2) },
        ],
        ...(at + 3 < steps ? { otherwise: `n${at + 3}` } : {}),
      };
    else if (at % 2) nodes[`n${at}`] = { kind: "wait", for: "1d", ...next(1) };
    else
      nodes[`n${at}`] = {
        kind: "message",
        channel: "email",
        content: { subject: `Mail ${at}`, html: "<p>Hello</p>" },
        ...next(1),
      };
  }
  const document: Journey = { ...UPGRADE, id: "big", name: `${steps} steps`, start: "n0", nodes };
  return {
    id: "big",
    state: "draft",
    draft: { document, revision: 1, saved_at: NOW },
    live: null,
    versions: [],
  };
}

const template = (id: string, name: string, text: string): TemplateLine => ({
  id,
  title: name,
  description: text,
  hypothesis: "",
  document: { ...UPGRADE, id, name },
});
export const TEMPLATES: TemplateLine[] = [
  template(
    "upsell",
    "Upsell at the limit",
    "Free to starter, starter to pro, more seats: the offer names the limit that was hit.",
  ),
  template(
    "onboarding",
    "Onboarding and activation",
    "Guide new sign-ups to their first value; stop as soon as they have it.",
  ),
  template(
    "post_purchase",
    "After the purchase",
    "Thank, help, ask for a review, and offer what goes with it.",
  ),
  template(
    "winback",
    "Win back",
    "Return lapsed subscribers, with guardrails on discounts and complaints.",
  ),
  template(
    "trial",
    "Trial ending",
    "Remind before the end by the person's own date, and learn why they left.",
  ),
  template(
    "inactivity",
    "Gone quiet",
    "Notice fourteen days without a login and find the reason to come back.",
  ),
];
