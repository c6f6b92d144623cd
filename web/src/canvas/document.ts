/** The journey document as it is stored, written in YAML and drawn: the same JSON that the server compiles. */

export const CHANNELS = ["email", "sms", "push", "in_app", "webhook"] as const;
export const NODE_KINDS = [
  "message",
  "wait",
  "split",
  "experiment",
  "update",
  "handoff",
  "goal",
  "exit",
] as const;

export type Channel = (typeof CHANNELS)[number];
export type NodeKind = (typeof NODE_KINDS)[number];
export type Target = string | null | undefined;
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface Named {
  name?: string;
  note?: string;
}

/** The parts of a message as authored: Handlebars text. */
export interface Content {
  subject?: string;
  html?: string;
  text?: string;
  preheader?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
  headers?: Record<string, string>;
  sender?: string;
  reply_to?: string;
}

export interface MessageNode extends Named {
  kind: "message";
  channel: Channel;
  content: Content;
  topic?: string;
  transactional?: boolean;
  if_refused?: string;
  wait_at_most?: string;
  if_failed?: { attempts?: number; then?: string };
  then?: Target;
}

/** Until a date field, moved by an offset; `if_past` and `if_unreadable` are go_on, exit or a node. */
export interface UntilDate {
  field: string;
  offset?: string;
  at?: string;
  if_past?: string;
  if_unreadable?: string;
}

/** Until an event (with a filter) or until a condition is true. */
export interface Until {
  event?: string;
  where?: string;
  when?: string;
}

export interface WaitNode extends Named {
  kind: "wait";
  for?: string;
  until_time?: string;
  weekdays?: string[];
  until_date?: UntilDate | null;
  until?: Until | null;
  timeout?: string;
  then?: Target;
  on_timeout?: Target;
}

export interface Branch {
  when: string;
  then?: Target;
  name?: string;
}

export interface SplitNode extends Named {
  kind: "split";
  branches: Branch[];
  otherwise?: Target;
}

export interface Arm {
  name: string;
  weight: number;
  then?: Target;
}

export interface ExperimentNode extends Named {
  kind: "experiment";
  arms: Arm[];
  salt?: string;
}

export interface UpdateNode extends Named {
  kind: "update";
  set?: Record<string, Json>;
  add_to?: string[];
  remove_from?: string[];
  then?: Target;
}

export interface HandoffNode extends Named {
  kind: "handoff";
  journey: string;
  then?: Target;
}

export interface GoalNode extends Named {
  kind: "goal";
  then?: Target;
}

export interface ExitNode extends Named {
  kind: "exit";
  reason?: string;
}

export type JourneyNode =
  | MessageNode
  | WaitNode
  | SplitNode
  | ExperimentNode
  | UpdateNode
  | HandoffNode
  | GoalNode
  | ExitNode;

export interface Reentry {
  policy?: string;
  after?: string;
  key?: string;
  concurrent?: boolean;
}

export interface Entry {
  on: string[];
  where?: string;
  lateness?: string;
  reentry?: Reentry;
}

export interface ExitRule {
  on?: string;
  where?: string;
  change?: string;
  when?: string;
  reason?: string;
}

export interface GoalRule {
  event: string;
  where?: string;
  value?: string;
  within?: string;
  exit?: boolean;
}

export interface Comment {
  id: string;
  text: string;
  x: number;
  y: number;
}

export type Position = [number, number];

export interface Canvas {
  positions?: Record<string, Position>;
  comments?: Comment[];
}

/** A journey. `start` is the first node; a `then` that is absent ends the journey. */
export interface Journey {
  kind: "journey";
  id: string;
  entry: Entry;
  start: string;
  nodes: Record<string, JourneyNode>;
  name?: string;
  description?: string;
  owner?: string;
  hypothesis?: string;
  priority?: number;
  programme?: string;
  unit?: string;
  holdout?: { percent?: number; salt?: string };
  goal?: GoalRule | null;
  exits?: ExitRule[];
  quiet_hours?: { from: string; to: string } | null;
  planned_end?: string;
  planned_units?: number;
  canvas?: Canvas | null;
}

/** A journey with nothing in it yet. */
export function emptyJourney(id: string, name: string): Journey {
  return { kind: "journey", id, name, entry: { on: [] }, start: "", nodes: {} };
}

/** Small letters, digits and underscores, starting with a letter; what ids are made of. */
export function slug(text: string): string {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(plain) ? plain.slice(0, 48) : plain ? `n_${plain.slice(0, 46)}` : "node";
}

/** `wish`, or `wish_2`, `wish_3` .. when it is taken. */
export function freeId(wish: string, taken: ReadonlySet<string> | Record<string, unknown>): string {
  const has = (id: string) => (taken instanceof Set ? taken.has(id) : id in taken);
  if (!has(wish)) return wish;
  let count = 2;
  while (has(`${wish}_${count}`)) count += 1;
  return `${wish}_${count}`;
}

/** The name that people see: the node's own, or its id in plain letters. */
export function nodeName(id: string, node: JourneyNode | undefined): string {
  if (node?.name) return node.name;
  const words = id.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
