/** Made-up segments for the mock. */
import type { PreviewLine, SegmentDetail, SegmentLine } from "../wire";
import { NOW } from "./journeys";
import { PEOPLE } from "./people";

const DAY = 86_400_000;
const line = (
  id: string,
  name: string,
  when: string,
  yes: number,
  rest: Partial<SegmentLine> = {},
): SegmentLine => ({
  id,
  name,
  description: "",
  when,
  version: 1,
  changed_at: NOW - 3 * DAY,
  by: "Mira",
  reason: "To ask for it in one place",
  people: { yes, no: 16_261 - yes, unknown: 318, total: 16_579 },
  journeys: [],
  segments: [],
  ...rest,
});

export const SEGMENTS: SegmentLine[] = [
  line(
    "near_the_limit",
    "Near the limit",
    'storage_used_pct >= 80 and current_plan in ["free", "starter"]',
    4211,
    {
      version: 3,
      description: "Whoever will soon need more room",
      journeys: [
        {
          journey: "upgrade",
          name: "Upgrade at the limit",
          state: "live",
          standing: "live",
          places: ['step "Which limit?"', "who enters"],
          through: "",
        },
      ],
    },
  ),
  line("power_users", "Power users", 'count("login", within="30d") >= 12', 1204, {
    segments: ["near_the_limit"],
  }),
  line(
    "quiet",
    "Quiet for two weeks",
    'days_since(last("login")) >= 14 and not in_segment("power_users")',
    3820,
    { changed_at: NOW - DAY / 12 },
  ),
];

export const segmentOf = (id: string): SegmentDetail => {
  const found = SEGMENTS.find((one) => one.id === id) ?? line(id, id, 'plan == "free"', 12);
  const versions = Array.from({ length: found.version }, (_, at) => ({
    version: found.version - at,
    name: found.name,
    description: "",
    when: found.when,
    published_at: NOW - (at + 1) * 20 * DAY,
    reason: at ? "A lower bound, for 90 was too late" : found.reason,
    by: at ? "Jonas" : "Mira",
  }));
  return { segment: found, versions };
};

export const PREVIEW: PreviewLine[] = PEOPLE.slice(0, 6).map((one, at) => ({
  person: one.person,
  name: one.name,
  email: one.email,
  updated_at: NOW - at * 3_600_000,
  values: { storage_used_pct: 99 - at * 3, current_plan: at % 2 ? "free" : "starter" },
}));
