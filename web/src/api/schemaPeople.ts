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
  reason: string;
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
  suppressed: Json;
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
}

export interface WhyStep {
  at: number;
  node: string;
  text: string;
  reason: string;
  data: Row;
}

export interface Why {
  person: string;
  journey: string;
  answer: string;
  entries: { enrollment: string; entered_at: number; held: boolean; steps: WhyStep[]; ended: string | number | null }[];
  not_entered: { at: number; reason: string; text: string; data: Row }[];
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
}

export type Rendered = Partial<Omit<Content, "headers">>;

export interface MessageDetail extends Omit<MessageLine, "attempts"> {
  rendered: Rendered;
  attempts: { at: number; outcome: string; text?: string; provider?: string }[];
  receipts: { at: number; kind: string; text?: string }[];
}

export interface FieldSeen {
  type: string;
  examples: Json[];
}

export interface Catalog {
  events: { name: string; count: number; last_seen_at: number; properties: Record<string, FieldSeen> }[];
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
  name: string;
  text: string;
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
