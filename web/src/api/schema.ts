/** What the server sends and takes. Times are milliseconds since the epoch, UTC. */
import type { Journey, Json } from "@/canvas/document";
import type { RawFault } from "@/canvas/check";

export type * from "./schemaPeople";
export type * from "./schemaSegments";

export type JourneyState = "draft" | "live" | "paused" | "stopped";

export interface Session {
  state: "setup" | "signed_out" | "signed_in";
  person: { name: string; email: string } | null;
}

export interface Health {
  status: string;
  lag_signals: number;
  lag_seconds: number;
  version: string;
}

export type Verdict = "lift" | "harm" | "no_difference_seen" | "not_enough_data" | "guard_failed";

/** The effect against the holdout in short; estimate, low and high are shares (0.021 = 2.1 points). */
export interface LiftLine {
  estimate: number | null;
  low: number | null;
  high: number | null;
  verdict: Verdict;
  reason: string;
}

export interface Estimate {
  estimate: number;
  low: number;
  high: number;
  relative?: number | null;
  method?: string;
}

export interface LiftArm {
  units: number;
  conversions: number;
  value_sum?: number;
  pending?: number;
}

/** What was caused, as learning says it: guards first, then enough conversions, then the rule. */
export interface Lift {
  verdict: Verdict;
  reason: string;
  method: string;
  conversion: Estimate;
  ratio: Estimate;
  value: Estimate;
  fixed: Estimate;
  incremental_conversions: number;
  incremental_conversions_low: number;
  incremental_conversions_high: number;
  incremental_value: number;
  incremental_value_low: number;
  incremental_value_high: number;
  attributed_conversions: number;
  attributed_value: number;
  treated: LiftArm;
  held_out: LiftArm;
  /** Weighed over `strata` where the percentage held out was changed; else those of the arms. */
  treated_rate: number;
  held_out_rate: number;
  strata: { share: number; name: string; treated: LiftArm; held_out: LiftArm }[];
  guards: { name: string; passed: boolean; text: string }[];
  missing: {
    arm: string;
    conversions_have: number;
    conversions_need: number;
    expected_at: number | null;
    units_have: number;
    units_need: number | null;
  };
  fraction: number | null;
  final: boolean;
}

export interface JourneyLine {
  id: string;
  name: string;
  state: JourneyState;
  owner: string;
  goal: string;
  version: number;
  people_inside: number;
  entered: number;
  conversions: number;
  lift: LiftLine | null;
  changed_at: number;
}

export interface VersionLine {
  version: number;
  published_at: number;
  reason: string;
  by: string;
}

export interface Version extends VersionLine {
  document: Journey;
}

export interface JourneyDetail {
  id: string;
  state: JourneyState;
  draft: { document: Journey; revision: number; saved_at: number } | null;
  live: Version | null;
  versions: VersionLine[];
}

export interface Faults {
  faults: RawFault[];
}

export interface Impact {
  changes: { node: string; kind: "added" | "changed" | "deleted"; text: string }[];
  standing: Record<string, number>;
}

export interface NodeLive {
  inside: number;
  entered: number;
  left: number;
  /** Messages that failed, or of which nobody knows. */
  errors: number;
  /** Messages that a gate held back for a stated reason, such as consent. */
  refused?: number;
}

export interface Live {
  nodes: Record<string, NodeLive>;
  edges: { from: string; to: string; count: number }[];
}

export interface Standing {
  person: string;
  node: string;
  arrived_at: number;
  wake_at: number | null;
  waiting: string;
  held: boolean;
  name?: string;
}

export interface FunnelStep {
  node: string;
  name: string;
  kind: string;
  entered: number;
  left: number;
  inside: number;
  share: number;
}

export interface DayPoint {
  day: string;
  treated_units: number;
  treated_conversions: number;
  held_units: number;
  held_conversions: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
}

export interface ArmResult {
  node: string;
  name: string;
  units: number;
  conversions: number;
  rate: number;
  value: number;
  pending: number;
}

/** One of several comparisons made at once; `q` at 0.05 or below gives a verdict. */
export interface Contrast {
  name: string;
  against: string;
  verdict: Verdict;
  reason: string;
  treated: LiftArm;
  held_out: LiftArm;
  treated_rate: number;
  held_out_rate: number;
  difference: Estimate;
  incremental: number;
  q: number;
  conversions_have: number;
  conversions_need: number;
}

export interface Contrasts {
  compared: number;
  warning: string;
  rows: Contrast[];
}

export interface Experiment {
  node: string;
  name: string;
  between: Contrasts;
  against_holdout: Contrasts;
}

/** Lift by group, as people stood when they entered. */
export interface Breakdown {
  journey: string;
  by: string;
  title: string;
  note: string;
  groups: Contrasts;
  others: number;
  counted_at: number;
}

export interface Report {
  journey: string;
  within_ms: number;
  counted_at: number;
  entered: number;
  messaged: number;
  held_out: number;
  converted: number;
  funnel: FunnelStep[];
  time_to_convert: {
    median_ms: number | null;
    p90_ms: number | null;
    conversions: number;
    closed: number;
    open: number;
    histogram: { from_ms: number; count: number }[];
  };
  lift: Lift | null;
  attributed: number;
  incremental: number | null;
  over_time: DayPoint[];
  arms: ArmResult[];
  experiments: Experiment[];
  exits?: [reason: string, people: number][];
  refusals?: Record<string, Json>[];
  channels?: Record<string, Json>[];
}
