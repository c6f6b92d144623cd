/** The rows of the rule builder: one question each, and the values that they hold. */

export type Literal = string | number | boolean | null;
/** What a field is compared with: a value, or what stands in another field. */
export type Operand = Literal | { field: string };
export type Comparison = "==" | "!=" | ">" | ">=" | "<" | "<=";
export type Membership = "in_segment" | "in_list" | "in_journey";
export const COMPARISONS: readonly Comparison[] = ["==", "!=", ">", ">=", "<", "<="];

export const RECEIPTS = ["delivered", "opened", "clicked", "replied"] as const;
export type Receipt = (typeof RECEIPTS)[number];
export const TEXT_TESTS = ["contains", "starts_with", "ends_with", "matches"] as const;
export const DATE_UNITS = ["days_since", "hours_since", "days_until", "hours_until"] as const;
export type TextTest = (typeof TEXT_TESTS)[number];
export type DateUnit = (typeof DATE_UNITS)[number];
export const AMOUNTS = ["sum", "avg", "min", "max", "distinct"] as const;
export type AmountOf = (typeof AMOUNTS)[number];
export const EVERY = ["min_count", "max_count"] as const;

/** Which part of the past is looked at; at most one of them says something. */
export interface Span {
  /** A duration back from now, such as 30d. */
  within: string;
  /** What it begins with, as the language writes it, such as entry.at. */
  since: string;
}

interface Numeric {
  op: Comparison;
  value: number;
}

/** One line of the builder. */
export type Row =
  | { kind: "field"; field: string; op: Comparison; value: Operand }
  | { kind: "one_of"; field: string; negated: boolean; values: Literal[] }
  | { kind: "has"; field: string; negated: boolean }
  | { kind: "truth"; field: string; negated: boolean }
  | {
      kind: "words";
      field: string;
      what: (typeof TEXT_TESTS)[number];
      negated: boolean;
      value: string;
    }
  | { kind: "between"; field: string; low: number; high: number }
  /** `value` is a part of one: 0.8 for 80 %. */
  | ({ kind: "share"; field: string; of: string } & Numeric)
  | ({ kind: "age"; field: string; unit: (typeof DATE_UNITS)[number] } & Numeric)
  | { kind: "day"; field: string; op: Comparison; value: string }
  | ({ kind: "size"; field: string } & Numeric)
  /** `where` asks for properties of the event, as the language writes it. */
  | ({ kind: "count"; event: string; where: string } & Span & Numeric)
  | ({
      kind: "amount";
      what: (typeof AMOUNTS)[number];
      event: string;
      property: string;
      where: string;
    } & Span &
      Numeric)
  | ({
      kind: "each";
      what: (typeof EVERY)[number];
      event: string;
      period: string;
      times: number;
    } & Numeric)
  | ({ kind: "since"; event: string; unit: "days_since" | "hours_since" } & Numeric)
  | {
      kind: "sequence";
      negated: boolean;
      first: string;
      then: string;
      property: string;
      time: string;
    }
  | { kind: "member"; of: Membership; name: string; negated: boolean }
  /** Reacted is opened or clicked, whichever. */
  | { kind: "receipt"; what: Receipt | "reacted"; node: string; negated: boolean }
  | { kind: "received"; message: string; channel: string; within: string; negated: boolean }
  | { kind: "may"; channel: string; topic: string; negated: boolean }
  | ({ kind: "score"; model: string } & Numeric)
  | { kind: "text"; text: string };

export type RowKind = Row["kind"];
export type RowOf<K extends RowKind> = Extract<Row, { kind: K }>;

/** Whether it is what stands in another field. */
export const isOtherField = (value: Operand): value is { field: string } =>
  typeof value === "object" && value !== null;

/** The field that the row asks about first; undefined where it asks about none. */
export function fieldOf(row: Row): string | undefined {
  return "field" in row && row.kind !== "has" ? row.field : undefined;
}

/** A literal as the language writes it. */
export function writeLiteral(value: Literal): string {
  if (typeof value === "string")
    return `"${value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n").replace(/\t/g, "\\t").replace(/\r/g, "\\r")}"`;
  return value === null ? "null" : String(value);
}

/** What a person typed into a value box: numbers, true and false by themselves, everything else as text. */
export function readLiteral(typed: string): Literal {
  const text = typed.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === "true") return true;
  if (text === "false") return false;
  return text === "null" ? null : typed;
}

const empty = (...texts: string[]) => texts.some((text) => text.trim() === "");

/** True for a row that says nothing yet, or only a half. */
export function isBlank(row: Row): boolean {
  switch (row.kind) {
    case "field":
      return empty(row.field) || (isOtherField(row.value) && empty(row.value.field));
    case "share":
      return empty(row.field, row.of);
    case "day":
    case "words":
      return empty(row.field, row.value);
    case "one_of":
    case "has":
    case "truth":
    case "between":
    case "age":
    case "size":
      return empty(row.field);
    case "count":
    case "since":
      return empty(row.event);
    case "amount":
      return empty(row.event, row.property);
    case "each":
      return empty(row.event, row.period);
    case "sequence":
      return empty(row.first, row.then, row.property) || (row.negated && empty(row.time));
    case "member":
      return empty(row.name);
    case "receipt":
      return empty(row.node);
    case "received":
      return empty(row.message);
    case "may":
      return empty(row.channel);
    case "score":
      return empty(row.model);
    case "text":
      return empty(row.text);
  }
}
