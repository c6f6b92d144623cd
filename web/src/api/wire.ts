/** What the server sends and takes, by the names that the studio uses. Times are milliseconds since the epoch, UTC. */
import type * as made from "./generated/wire";

export type { Journey, Json, NodeKind, Row, Segment, Workspace } from "./generated/document";
export type {
  Audience,
  BacktestResult,
  Breakdown,
  ComparisonLine,
  Contrast,
  Contrasts,
  DayPoint,
  DecisionReplay,
  AlarmSeen,
  EventSeen,
  FieldSeen,
  Muted,
  Impact,
  JourneyDetail,
  JourneyLine,
  Lift,
  LiftLine,
  Live,
  MessageDetail,
  MessageLine,
  NodeLive,
  PersonLine,
  PreviewLine,
  SegmentDetail,
  SegmentLine,
  SegmentUse,
  SegmentVersion,
  Standing,
  TemplateLine,
  TrackingPlan,
  Version,
  VersionLine,
  WinnerBody,
  WinnerChosen,
  MetricColumn,
  MetricLine,
  MetricList,
  MetricTable,
  ReachReport,
  TimeToReach,
  ValueReport,
  WeekTracked,
} from "./generated/wire";

export type ArmResult = made.ArmLine;
export type DryRun = made.DryRunAnswer;
export type DryRunAsk = made.DryRunBody;
export type Enrollment = made.OpenEnrollment;
export type Experiment = made.ExperimentResult;
export type FaultLine = made.FaultLine;
export type FunnelStep = made.FunnelNode;
export type Job = made.JobAnswer;
export type JourneyState = made.JourneyLine["state"];
export type Key = made.KeyLine;
export type KeyRole = Key["role"];
export type LiftArm = made.ArmCounts;
export type Person = made.Profile;
export type Rendered = made.RenderedParts;
export type Report = made.JourneyReport;
export type Session = made.SessionAnswer;
export type TimelineFact = made.FactLine;
export type Verdict = made.Lift["verdict"];
export type Which = NonNullable<made.PreviewBody["which"]>;
export type Why = made.WhyAnswer;
