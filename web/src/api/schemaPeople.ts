/** What the server says of people, messages, the catalog, dry runs and settings. */
import type { Content, Journey, Json } from "@/canvas/document";

export type Row = Record<string, Json>;

export interface PersonLine {
  person: string;
  name: string;
  email: string;
  account: string | null;
  last_seen_at: number | null;
}

export interface Enrollment {
  enrollment: string;
  journey: string;
  version: number;
  node: string | null;
  entered_at: number;
  ended_at: number | null;
  wake_at: number | null;
  held: boolean;
  waiting?: string;
  reason: string;
  journey_name?: string;
}

export interface Person {
  person: string;
  traits: Row;
  consent: Record<string, Json>;
  lists: string[];
  segments: string[];
  account: string | null;
  zone: string;
  enrollments: Partial<Enrollment>[];
  account_traits?: Row;
  suppressed: Record<string, string>;
}

export interface TimelineFact {
  at: number;
  kind: string;
  text: string;
  journey: string | null;
  node: string | null;
  channel: string | null;
  reason: string | null;
  data: Row;
  journey_name?: string;
  node_name?: string;
}

export interface Why {
  person: string;
  journey: string;
  answer: string;
  entries: {
    enrollment: string;
    entered_at: number;
    held: string;
    steps: TimelineFact[];
    ended: string;
  }[];
  not_entered: TimelineFact[];
}

export interface MessageLine {
  key: string;
  person: string;
  channel: string;
  journey: string;
  node: string;
  status: string;
  created_at: number;
  subject: string;
  attempts: number;
  person_name?: string;
  journey_name?: string;
  node_name?: string;
}

/** `again`: rendered just now, for it was not kept; `refused`: why it could not be rendered. */
export type Rendered = Partial<Omit<Content, "headers">> & { again?: boolean; refused?: string };

export interface MessageDetail extends Omit<MessageLine, "attempts"> {
  rendered: Rendered;
  address?: string;
  reason?: string;
  due_at?: number;
  attempts: { at: number; outcome: string; text: string; reason: string; attempt: number }[];
  receipts: { at: number; kind: string; text: string; machine: boolean; url: string }[];
}

export interface FieldSeen {
  type: string;
  examples: Json[];
}

export interface Catalog {
  events: {
    name: string;
    count: number;
    last_seen_at: number;
    properties: Record<string, FieldSeen>;
  }[];
  traits: Record<string, FieldSeen>;
  account_traits: Record<string, FieldSeen>;
  segments: string[];
  lists: string[];
  journeys: string[];
}

export interface Audience {
  yes: number;
  no: number;
  unknown: number;
  total: number;
}

export interface TemplateLine {
  id: string;
  title: string;
  description: string;
  hypothesis: string;
  document: Journey;
}

export interface DryRunSignal {
  after?: string;
  at?: number;
  event?: string;
  properties?: Row;
  traits?: Row;
  receipt?: string;
  node?: string;
}

export interface DryRunAsk {
  document: Journey;
  person: { traits: Row; consent: Record<string, Json>; zone: string; account?: string };
  signals: DryRunSignal[];
  until: string;
}

export interface DryRun {
  steps: { at: number; kind: string; node: string | null; text: string; data: Row }[];
  messages: { at: number; node: string; channel: string; rendered: Rendered }[];
}

export interface Key {
  id: string;
  role: string;
  created_at: number;
  prefix: string;
}

export interface Workspace {
  zone?: string;
  sender?: string;
  consent?: Record<string, string>;
  topics?: Record<string, { name?: string; consent?: string; transactional?: boolean }>;
  caps?: { limit: number; within: string; channel?: string; topic?: string }[];
  quiet_hours?: { from: string; to: string } | null;
  holdout?: { percent?: number; salt?: string };
  [key: string]: unknown;
}

/** Whom a draft would have messaged, counted over recorded signals of a sample of people. */
export interface BacktestResult {
  people: number;
  share: number;
  signals: number;
  entered: number;
  messaged: number;
  messages: { day: string; node: string; channel: string; count: number }[];
  withheld: { node: string; kind: string; reason: string; count: number }[];
  not_entered: { node: string; kind: string; reason: string; count: number }[];
}

export interface Job {
  job: string;
  state: "waiting" | "working" | "done" | "cancelled" | "failed";
  progress: number;
  result: BacktestResult | null;
  error: string;
}
