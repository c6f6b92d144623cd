/** The journey document as it is stored, written in YAML and drawn: its types are made from the server's schema. */
import type * as made from "@/api/generated/document";

export { NODE_KINDS } from "@/api/generated/document";
export type {
  Arm,
  Branch,
  Canvas,
  ChoiceGroup,
  Content,
  Entry,
  ExitRule,
  GoalRule,
  Journey,
  JourneyNode,
  Json,
  NodeKind,
  Option,
  Reentry,
  Trigger,
} from "@/api/generated/document";

export { CHANNELS, PARTS, type Channel, type Part } from "@/api/generated/channels";

export type Target = string | null | undefined;
export type Comment = NonNullable<made.Canvas["comments"]>[number];
export type Position = NonNullable<made.Canvas["positions"]>[string];

/** A journey with nothing in it yet. */
export function emptyJourney(id: string, name: string): made.Journey {
  return { kind: "journey", id, name, entry: { on: [] }, start: "", nodes: {} };
}

/** The names of all events that let people in, each once, in the order of the document. */
export function eventsOf({ on = [], triggers = [] }: made.Entry): string[] {
  return [...new Set([...on, ...triggers.flatMap((one) => one.event || [])])];
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
export function nodeName(id: string, node: made.JourneyNode | undefined): string {
  if (node?.name) return node.name;
  const words = id.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
