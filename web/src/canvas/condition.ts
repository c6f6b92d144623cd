/** Rows of the builder and the condition's text: text is the truth, rows show as much of it as they can. */
import { scan, splitTop, type Token } from "./conditionText";

export type Literal = string | number | boolean | null;
/** What a field is compared with: a value, or what stands in another field. */
export type Operand = Literal | { field: string };
export type Comparison = "==" | "!=" | ">" | ">=" | "<" | "<=";
export type Membership = "in_segment" | "in_list" | "in_journey";
export const COMPARISONS: readonly Comparison[] = ["==", "!=", ">", ">=", "<", "<="];

/** One line of the builder. */
export type Row =
  | { kind: "field"; field: string; op: Comparison; value: Operand }
  | { kind: "one_of"; field: string; negated: boolean; values: Literal[] }
  | { kind: "has"; field: string; negated: boolean }
  | { kind: "count"; event: string; within: string; op: Comparison; value: number }
  | {
      kind: "since";
      event: string;
      unit: "days_since" | "hours_since";
      op: Comparison;
      value: number;
    }
  | { kind: "member"; of: Membership; name: string; negated: boolean }
  | {
      kind: "receipt";
      what: "delivered" | "opened" | "clicked" | "replied";
      node: string;
      negated: boolean;
    }
  | { kind: "text"; text: string };

export interface Rows {
  join: "and" | "or";
  rows: Row[];
}

const FIELD = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const WORDS = new Set([
  "and",
  "or",
  "not",
  "in",
  "is",
  "true",
  "false",
  "null",
  "True",
  "False",
  "None",
]);
const isField = (token: Token | undefined): token is Token =>
  token?.kind === "name" && FIELD.test(token.text) && !WORDS.has(token.text);
const isOp = (text: string | undefined): text is Comparison =>
  COMPARISONS.some((one) => one === text);

/** The value of a literal token; undefined for anything else. */
function literal(token: Token | undefined): Literal | undefined {
  if (!token) return undefined;
  if (token.kind === "number") return Number(token.text);
  if (token.kind === "string") return token.value ?? "";
  if (token.text === "true" || token.text === "True") return true;
  if (token.text === "false" || token.text === "False") return false;
  return token.text === "null" || token.text === "None" ? null : undefined;
}

/** [name, arguments' tokens, the rest] when the tokens begin with a call of one level. */
function call(
  tokens: readonly Token[],
): { name: string; inside: readonly Token[]; rest: readonly Token[] } | null {
  if (tokens[0]?.kind !== "name" || tokens[1]?.text !== "(") return null;
  let depth = 0;
  for (let at = 1; at < tokens.length; at += 1) {
    if (tokens[at]?.text === "(") depth += 1;
    if (tokens[at]?.text === ")") depth -= 1;
    if (depth === 0)
      return { name: tokens[0].text, inside: tokens.slice(2, at), rest: tokens.slice(at + 1) };
  }
  return null;
}

function numberRule(rest: readonly Token[]): { op: Comparison; value: number } | null {
  const value = literal(rest[1]);
  return rest.length === 2 && isOp(rest[0]?.text) && typeof value === "number"
    ? { op: rest[0].text, value }
    : null;
}

function callRow(tokens: readonly Token[], negated: boolean): Row | null {
  const found = call(tokens);
  if (!found) return null;
  const { name, inside, rest } = found;
  const first = inside[0];
  const only = inside.length === 1 && first?.kind === "string" ? (first.value ?? "") : null;
  if (rest.length === 0 && /^in_(segment|list|journey)$/.test(name) && only !== null)
    return { kind: "member", of: name as Membership, name: only, negated };
  if (
    rest.length === 0 &&
    only !== null &&
    (name === "delivered" || name === "opened" || name === "clicked" || name === "replied")
  ) {
    return { kind: "receipt", what: name, node: only, negated };
  }
  if (rest.length === 0 && name === "has" && inside.length === 1 && isField(first))
    return { kind: "has", field: first.text, negated };
  const rule = negated ? null : numberRule(rest);
  if (!rule) return null;
  if (name === "count" && first?.kind === "string") {
    if (inside.length === 1)
      return { kind: "count", event: first.value ?? "", within: "", ...rule };
    const within =
      inside[1]?.text === "," && inside[2]?.text === "within" && inside[3]?.text === "="
        ? inside[4]
        : undefined;
    return inside.length === 5 && within?.kind === "string"
      ? { kind: "count", event: first.value ?? "", within: within.value ?? "", ...rule }
      : null;
  }
  const event = name === "days_since" || name === "hours_since" ? call(inside) : null;
  if (
    event?.name === "last" &&
    event.rest.length === 0 &&
    event.inside.length === 1 &&
    event.inside[0]?.kind === "string"
  ) {
    return {
      kind: "since",
      event: event.inside[0].value ?? "",
      unit: name as "days_since" | "hours_since",
      ...rule,
    };
  }
  return null;
}

function listRow(tokens: readonly Token[]): Row | null {
  if (!isField(tokens[0])) return null;
  const negated = tokens[1]?.text === "not";
  const rest = tokens.slice(negated ? 2 : 1);
  if (rest[0]?.text !== "in" || rest[1]?.text !== "[" || rest.at(-1)?.text !== "]") return null;
  const values: Literal[] = [];
  const items = rest.slice(2, -1);
  for (const [at, token] of items.entries()) {
    const value = at % 2 === 0 ? literal(token) : undefined;
    if (at % 2 === 0 && value !== undefined) values.push(value);
    else if (at % 2 === 0 || token.text !== ",") return null;
  }
  return { kind: "one_of", field: tokens[0].text, negated, values };
}

function rowOf(text: string): Row {
  const plain = { kind: "text", text: text.trim() } as const;
  const tokens = scan(text);
  if (!tokens) return plain;
  const negated = tokens[0]?.text === "not";
  const asCall = callRow(negated ? tokens.slice(1) : tokens, negated);
  if (asCall) return asCall;
  const [left, op, right] = tokens;
  const value = isField(right) ? { field: right.text } : literal(right);
  if (tokens.length === 3 && isField(left) && isOp(op?.text) && value !== undefined) {
    return { kind: "field", field: left.text, op: op.text, value };
  }
  return listRow(tokens) ?? plain;
}

/** The rows of a text. Top-level `or` wins over `and`, as in the language; what is not simple stays a row of text. */
export function parseRows(text: string): Rows {
  if (!text.trim()) return { join: "and", rows: [] };
  const byOr = splitTop(text, "or");
  if (byOr.length > 1) return { join: "or", rows: byOr.map(rowOf) };
  return { join: "and", rows: splitTop(text, "and").map(rowOf) };
}

/** A literal as the language writes it. */
export function writeLiteral(value: Literal): string {
  if (typeof value === "string")
    return `"${value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
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

/** Whether it is what stands in another field. */
export const isOtherField = (value: Operand): value is { field: string } =>
  typeof value === "object" && value !== null;

const operand = (value: Operand) => (isOtherField(value) ? value.field : writeLiteral(value));

const no = (negated: boolean) => (negated ? "not " : "");

function writeRow(row: Row): string {
  switch (row.kind) {
    case "field":
      return `${row.field} ${row.op} ${operand(row.value)}`;
    case "one_of":
      return `${row.field} ${no(row.negated)}in [${row.values.map(writeLiteral).join(", ")}]`;
    case "has":
      return `${no(row.negated)}has(${row.field})`;
    case "count":
      return `count(${writeLiteral(row.event)}${row.within ? `, within=${writeLiteral(row.within)}` : ""}) ${row.op} ${row.value}`;
    case "since":
      return `${row.unit}(last(${writeLiteral(row.event)})) ${row.op} ${row.value}`;
    case "member":
      return `${no(row.negated)}${row.of}(${writeLiteral(row.name)})`;
    case "receipt":
      return `${no(row.negated)}${row.what}(${writeLiteral(row.node)})`;
    case "text":
      return row.text;
  }
}

/** A row of text that holds its own and/or needs brackets between other rows. */
function bracketed(text: string, alone: boolean): string {
  if (alone) return text;
  const loose = splitTop(text, "or").length > 1;
  return loose ? `(${text})` : text;
}

/** The text of the rows; half-filled rows (no field, no event) are left out. */
export function writeRows({ join, rows }: Rows): string {
  const whole = rows.filter((row) => !isBlank(row));
  return whole.map((row) => bracketed(writeRow(row), whole.length === 1)).join(` ${join} `);
}

/** True for a row that says nothing yet. */
export function isBlank(row: Row): boolean {
  switch (row.kind) {
    case "field":
      return row.field.trim() === "" || (isOtherField(row.value) && row.value.field.trim() === "");
    case "one_of":
    case "has":
      return row.field.trim() === "";
    case "count":
    case "since":
      return row.event.trim() === "";
    case "member":
      return row.name.trim() === "";
    case "receipt":
      return row.node.trim() === "";
    case "text":
      return row.text.trim() === "";
  }
}
