/** What the server sends and takes, by the names that the studio uses. Times are milliseconds since the epoch, UTC. */
import type * as made from "./generated/wire";

export type { Journey, Json, NodeKind, Row, Segment, Workspace } from "./generated/document";
export type {
  TestSendAnswer,
  ProgramCheck,
  AccountLine,
  AccountList,
  AccountProfile,
  AccountTimeline,
  AlarmSeen,
  Audience,
  BacktestResult,
  Breakdown,
  ChoiceReport,
  ChoiceReports,
  CatalogLine,
  CatalogList,
  ComparisonLine,
  ContentHistory,
  ContentLine,
  ContentList,
  ContentPreview,
  Contrast,
  Contrasts,
  DayPoint,
  DecisionReplay,
  DnsRecord,
  EventSeen,
  FactLine,
  FieldSeen,
  FileBody,
  Impact,
  ImportList,
  ImportTrial,
  ImportView,
  Draft,
  JourneyDetail,
  JourneyLine,
  PresenceNews,
  PresentAuthor,
  PresentAuthors,
  Revision,
  Lift,
  LiftBody,
  LiftLine,
  ListMember,
  MailElement,
  MailElements,
  ListMembers,
  ListSize,
  ListSizes,
  Live,
  MappedColumn,
  MemberList,
  MessageDetail,
  MessageLine,
  Muted,
  NodeLive,
  CodesAnswer,
  OfferLine,
  OptionLine,
  OpenPassage,
  OperatorBody,
  OperatorLine,
  OperatorList,
  PersonLine,
  PolicyLook,
  PreviewLine,
  PreviewedRow,
  ProviderBody,
  ProviderKindLine,
  ProviderKindList,
  ProviderLine,
  ProviderList,
  ProviderTestAnswer,
  Pushed,
  QuarantineAnswer,
  QuarantineLine,
  QuarantineList,
  ReachReport,
  RefusedRow,
  SegmentDetail,
  SegmentLine,
  SegmentUse,
  SegmentVersion,
  SenderCheckAnswer,
  SenderFinding,
  SenderKeyLine,
  SenderKeyList,
  SessionsEnded,
  Standing,
  StarterList,
  SuppressionBody,
  SuppressionLine,
  SuppressionList,
  TemplateLine,
  TimeToReach,
  TrackingPlan,
  ValueReport,
  Version,
  VersionLine,
  WeekTracked,
  WinnerBody,
  WinnerChosen,
  Estimate,
  MarginalLine,
  MonthLine,
  ProgrammeReport,
  ProgrammeReports,
  ModelAnswer,
  ModelList,
  RuleProof,
  ScoreRun,
  MetricColumn,
  MetricLine,
  MetricList,
  MetricTable,
} from "./generated/wire";

export type ArmResult = made.ArmLine;
export type DryRun = made.DryRunAnswer;
export type DryRunAsk = made.DryRunBody;
export type Enrollment = made.OpenEnrollment;
export type Experiment = made.ExperimentResult;
export type FaultLine = made.FaultLine;
export type FunnelStep = made.FunnelNode;
export type ImportKind = made.ImportView["kind"];
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
