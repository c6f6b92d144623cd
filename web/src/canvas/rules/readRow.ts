/** A part of a condition as a row of the builder; what no row can say is a row of text. */
import { scan, type Token } from "./letters";
import {
  AMOUNTS,
  COMPARISONS,
  DATE_UNITS,
  EVERY,
  RECEIPTS,
  TEXT_TESTS,
  type Comparison,
  type Literal,
  type Membership,
  type Row,
} from "./row";

const FIELD = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const WORDS = new Set(["and", "or", "not", "in", "is", "if", "else", "lambda"]);
const CONSTANTS = new Set(["true", "false", "null", "True", "False", "None"]);
const isField = (token: Token | undefined): token is Token =>
  token?.kind === "name" &&
  FIELD.test(token.text) &&
  !WORDS.has(token.text) &&
  !CONSTANTS.has(token.text);
const isOp = (text: string | undefined): text is Comparison =>
  COMPARISONS.some((one) => one === text);
const among = <T extends string>(all: readonly T[], text: string): text is T =>
  all.some((one) => one === text);

/** The value of a literal token; undefined for anything else. */
function literal(token: Token | undefined): Literal | undefined {
  if (!token) return undefined;
  if (token.kind === "number") return Number(token.text);
  if (token.kind === "string") return token.value ?? "";
  if (token.text === "true" || token.text === "True") return true;
  if (token.text === "false" || token.text === "False") return false;
  return token.text === "null" || token.text === "None" ? null : undefined;
}

interface Call {
  name: string;
  /** The arguments without a name, in their order. */
  at: readonly Token[][];
  by: ReadonlyMap<string, readonly Token[]>;
  rest: readonly Token[];
}

/** The arguments between the brackets, parted at their commas. */
function argumentsOf(inside: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of inside) {
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") depth -= 1;
    if (depth === 0 && token.kind === "sign" && token.text === ",") parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** The call that the tokens begin with. */
function callOf(tokens: readonly Token[]): Call | null {
  if (tokens[0]?.kind !== "name" || tokens[1]?.text !== "(") return null;
  let depth = 0;
  for (let end = 1; end < tokens.length; end += 1) {
    if (tokens[end]?.text === "(") depth += 1;
    if (tokens[end]?.text === ")") depth -= 1;
    if (depth > 0) continue;
    const at: Token[][] = [];
    const by = new Map<string, readonly Token[]>();
    for (const part of argumentsOf(tokens.slice(2, end))) {
      const [name, sign] = part;
      if (name?.kind === "name" && sign?.text === "=") by.set(name.text, part.slice(2));
      else at.push(part);
    }
    return { name: tokens[0].text, at, by, rest: tokens.slice(end + 1) };
  }
  return null;
}

const textIn = (part: readonly Token[] | undefined): string | null =>
  part?.length === 1 && part[0]?.kind === "string" ? (part[0].value ?? "") : null;
const numberIn = (part: readonly Token[] | undefined): number | null =>
  part?.length === 1 && part[0]?.kind === "number" ? Number(part[0].text) : null;
const fieldIn = (part: readonly Token[] | undefined): string | null =>
  part?.length === 1 && isField(part[0]) ? part[0].text : null;
const onlyNamed = (found: Call, ...allowed: string[]) =>
  [...found.by.keys()].every((name) => allowed.includes(name));

/** The comparison with a number behind a call. */
function numeric(rest: readonly Token[]): { op: Comparison; value: number } | null {
  const value = numberIn(rest.slice(1));
  const op = rest[0]?.text;
  return isOp(op) && value !== null ? { op, value } : null;
}

/** The part of the past that a call looks at, and what it asks of its events. */
function past(found: Call, text: string): { within: string; since: string; where: string } | null {
  if (!onlyNamed(found, "within", "since", "where")) return null;
  const said = (name: string) => {
    const part = found.by.get(name);
    const [first, last] = [part?.[0], part?.at(-1)];
    return first && last ? text.slice(first.start, last.start + last.text.length) : "";
  };
  const within = found.by.has("within") ? textIn(found.by.get("within")) : "";
  if (within === null || (within && found.by.has("since"))) return null;
  return { within, since: said("since"), where: said("where") };
}

/** What is asked about an event: how often, how much, how long ago. */
function eventRow(found: Call, text: string): Row | null {
  const rule = numeric(found.rest);
  const event = textIn(found.at[0]);
  if (!rule) return null;
  const { name, at, by } = found;
  if (name === "days_since" || name === "hours_since") {
    const last = at.length === 1 && by.size === 0 ? callOf(at[0] ?? []) : null;
    const of = last?.name === "last" && last.rest.length === 0 ? textIn(last.at[0]) : null;
    return of !== null && last?.at.length === 1 && last.by.size === 0
      ? { kind: "since", event: of, unit: name, ...rule }
      : null;
  }
  if (event === null) return null;
  const span = past(found, text);
  if (span && name === "count" && at.length === 1)
    return { kind: "count", event, ...span, ...rule };
  const property = textIn(at[1]);
  if (span && property !== null && among(AMOUNTS, name) && at.length === 2)
    return { kind: "amount", what: name, event, property, ...span, ...rule };
  const times = numberIn(at[2]);
  if (among(EVERY, name) && property !== null && times !== null && at.length === 3 && !by.size)
    return { kind: "each", what: name, event, period: property, times, ...rule };
  if (name === "score" && at.length === 1 && !by.size)
    return { kind: "score", model: event, ...rule };
  return null;
}

/** A call that is true or false by itself. */
function answerRow(found: Call, negated: boolean): Row | null {
  const { name, at, by } = found;
  const [first, second] = [textIn(at[0]), textIn(at[1])];
  if (
    name === "received" &&
    first !== null &&
    at.length === 1 &&
    onlyNamed(found, "channel", "within")
  ) {
    const channel = by.has("channel") ? textIn(by.get("channel")) : "";
    const within = by.has("within") ? textIn(by.get("within")) : "";
    return channel === null || within === null
      ? null
      : { kind: "received", message: first, channel, within, negated };
  }
  if (by.size) return null;
  const field = fieldIn(at[0]);
  if (name === "has" && at.length === 1 && field) return { kind: "has", field, negated };
  if (among(TEXT_TESTS, name) && at.length === 2 && field && second !== null)
    return { kind: "words", field, what: name, negated, value: second };
  if (first === null) return null;
  if (/^in_(segment|list|journey)$/.test(name) && at.length === 1)
    return { kind: "member", of: name as Membership, name: first, negated };
  if (among(RECEIPTS, name) && at.length === 1)
    return { kind: "receipt", what: name, node: first, negated };
  if (name === "consented" && at.length <= 2 && (at.length === 1 || second))
    return { kind: "may", channel: first, topic: second ?? "", negated };
  return negated ? null : sequenceRow(found);
}

function sequenceRow({ name, at }: Call): Row | null {
  if ((name !== "followed" && name !== "not_followed") || at.length < 3 || at.length > 4)
    return null;
  const [first, then, property, time] = at.map(textIn);
  if (typeof first !== "string" || typeof then !== "string" || typeof property !== "string")
    return null;
  if (time === null || (name === "not_followed" && !time)) return null;
  return {
    kind: "sequence",
    negated: name === "not_followed",
    first,
    then,
    property,
    time: time ?? "",
  };
}

/** A question about a field through a function: a date, a length. */
function throughRow({ name, at, by, rest }: Call): Row | null {
  const field = fieldIn(at[0]);
  const rule = numeric(rest);
  if (!field || !rule || at.length !== 1 || by.size) return null;
  if (name === "length") return { kind: "size", field, ...rule };
  return among(DATE_UNITS, name) ? { kind: "age", field, unit: name, ...rule } : null;
}

function listRow(tokens: readonly Token[]): Row | null {
  if (!isField(tokens[0])) return null;
  const negated = tokens[1]?.text === "not";
  const rest = tokens.slice(negated ? 2 : 1);
  if (rest[0]?.text !== "in" || rest[1]?.text !== "[" || rest.at(-1)?.text !== "]") return null;
  const values: Literal[] = [];
  for (const [at, token] of rest.slice(2, -1).entries()) {
    const value = at % 2 === 0 ? literal(token) : undefined;
    if (at % 2 === 0 && value !== undefined) values.push(value);
    else if (at % 2 === 0 || token.text !== ",") return null;
  }
  return { kind: "one_of", field: tokens[0].text, negated, values };
}

/** A field and what it is compared with. */
function comparedRow(tokens: readonly Token[]): Row | null {
  const [left, op, right, second, third] = tokens;
  if (tokens.length === 5 && op?.text === "<=" && second?.text === "<=" && isField(right)) {
    const [low, high] = [numberIn(left && [left]), numberIn(third && [third])];
    return low === null || high === null ? null : { kind: "between", field: right.text, low, high };
  }
  if (!isField(left)) return null;
  if (tokens.length === 5 && op?.text === "/" && isField(right)) {
    const rule = numeric(tokens.slice(3));
    return rule ? { kind: "share", field: left.text, of: right.text, ...rule } : null;
  }
  if (!isOp(op?.text)) return null;
  if (tokens.length === 3) {
    const value = isField(right) ? { field: right.text } : literal(right);
    return value === undefined ? null : { kind: "field", field: left.text, op: op.text, value };
  }
  const date = callOf(tokens.slice(2));
  const day = date?.name === "date" && date.at.length === 1 ? textIn(date.at[0]) : null;
  return day !== null && date?.rest.length === 0 && date.by.size === 0
    ? { kind: "day", field: left.text, op: op.text, value: day }
    : null;
}

/** The row that says exactly this text; one of text where there is none. */
export function readRow(text: string): Row {
  const plain = { kind: "text", text: text.trim() } as const;
  const tokens = scan(text);
  if (!tokens) return plain;
  const negated = tokens[0]?.text === "not";
  const asked = negated ? tokens.slice(1) : tokens;
  if (asked.length === 1 && isField(asked[0]))
    return { kind: "truth", field: asked[0].text, negated };
  const found = callOf(asked);
  if (found && found.rest.length === 0) return answerRow(found, negated) ?? plain;
  if (negated) return plain;
  if (found) return eventRow(found, text) ?? throughRow(found) ?? plain;
  return comparedRow(tokens) ?? listRow(tokens) ?? plain;
}
