/** Made-up programmes for the mock: everything is measured, one programme is, and one waits for its holdout. */
import type { MarginalLine, MonthLine, ProgrammeReport, ProgrammeReports } from "../wire";
import { estimate } from "./contrasts";
import { NOW } from "./journeys";
import { DAY } from "./people";
import { REPORT } from "./report";

const month = (name: string, caused: number, half: number): MonthLine => ({
  month: name,
  treated: 4100,
  held_out: 210,
  pending: 40,
  verdict: "lift",
  incremental_conversions: estimate(caused / 40, half / 40),
  incremental_value: estimate(caused, half),
  attributed_conversions: 420,
  attributed_value: 16_900,
});

const line = (journey: string, name: string, more: Partial<MarginalLine> = {}): MarginalLine => ({
  journey,
  name,
  goal: '"plan_upgraded" within 14d',
  state: "live",
  verdict: "lift",
  reason: "",
  conversion: estimate(0.021, 0.009),
  incremental_conversions: estimate(120, 80),
  incremental_value: estimate(5200, 3300),
  ends_at: null,
  decided_at: null,
  decision: "",
  due: "",
  ...more,
});

const base: ProgrammeReport = {
  id: "",
  name: "All programmes together",
  level: "global",
  owner: "",
  north_star: "",
  unit: "person",
  goal: '"order_placed" within 28d, worth amount',
  within_ms: 28 * DAY,
  percent: 5,
  rotates: "year",
  entered: 18_402,
  lift: REPORT.lift,
  missing: "",
  months: [month("2026-01", 9100, 6000), month("2026-02", 12_400, 6500)],
  credit: {
    conversions: 3001,
    value: 96_400,
    rule: "Any touch.",
    conversions_ratio: 2.4,
    value_ratio: 3.1,
  },
  cost: { units: 1838, closed: 1800, conversions: estimate(38, 18), value: estimate(900, 600) },
  journeys: [
    line("upgrade", "Upgrade at the limit"),
    line("winback", "Win back", {
      verdict: "harm",
      due: "It does harm: pause it, or change it.",
    }),
    line("receipt", "Receipt", {
      verdict: null,
      conversion: null,
      incremental_conversions: null,
      incremental_value: null,
    }),
  ],
  notes: ["Compared: those held out of everything and everybody else."],
  counted_at: NOW,
};

export const PROGRAMMES: ProgrammeReports = {
  everything: base,
  programmes: [
    {
      ...base,
      id: "growth",
      name: "From free to paid",
      level: "programme",
      owner: "ann",
      north_star: "teams that pay in month three",
      rotates: "",
    },
    {
      ...base,
      id: "care",
      name: "care",
      level: "programme",
      percent: 0,
      rotates: "",
      lift: null,
      credit: null,
      cost: null,
      months: [],
      notes: [],
      missing: "Nobody is held out at this level, so nothing can be compared.",
    },
  ],
};
