/** A condition as a sentence: for lists and previews, where nobody edits it. */
import { durationWords } from "../duration";
import {
  isOtherField,
  type Comparison,
  type Literal,
  type Row,
  type RowOf,
  type Span,
} from "./row";
import { parseRules, type Item, type Join } from "./tree";

/** A piece of the sentence: words of ours, a name that was given, a value, or a part that stays in the language. */
export interface Piece {
  kind: "word" | "name" | "value" | "code";
  text: string;
}

/** What people call a segment, by its id. */
export type Named = (segment: string) => string;

const OPS: Record<Comparison, string> = {
  "==": "is",
  "!=": "is not",
  ">": "is more than",
  ">=": "is at least",
  "<": "is less than",
  "<=": "is at most",
};
const TIMES: Record<Comparison, string> = {
  "==": "exactly",
  "!=": "not exactly",
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
};

const word = (text: string): Piece => ({ kind: "word", text });
const named = (text: string): Piece => ({ kind: "name", text });
const value = (text: string): Piece => ({ kind: "value", text });

/** "current_plan" as "current plan", "account.seats" as "account's seats". */
export function fieldWords(field: string): string {
  return field
    .split(".")
    .map((part) =>
      part
        .replace(/([a-z\d])([A-Z])/g, "$1 $2")
        .replace(/_/g, " ")
        .trim()
        .toLowerCase(),
    )
    .join("'s ");
}

/** A value as it is read aloud. */
export function literalWords(one: Literal): string {
  if (one === null) return "nothing";
  if (one === "") return "empty";
  return one === true ? "yes" : one === false ? "no" : String(one);
}

function listed(values: readonly Literal[]): Piece[] {
  return values.flatMap((one, at) => [
    ...(at === 0 ? [] : [word(at === values.length - 1 ? "or" : ",")]),
    value(literalWords(one)),
  ]);
}

/** 0.8 as "80 %", without what floating point adds. */
const percent = (part: number) => `${Number((part * 100).toPrecision(12))} %`;

const past = ({ within, since }: Span): Piece[] =>
  within
    ? [word("in"), value(durationWords(within))]
    : since
      ? [word("since"), { kind: "code", text: since }]
      : [];
const asked = (where: string): Piece[] =>
  where.trim() ? [word("where"), ...conditionWords(where)] : [];
const amount = (op: Comparison, text: string): Piece[] => [word(OPS[op]), value(text)];
const many = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;

function countWords(row: RowOf<"count">): Piece[] {
  const { op, value: times } = row;
  const never =
    (op === "==" && times === 0) || (op === "<" && times === 1) || (op === "<=" && times === 0);
  const ever =
    (op === ">=" && times === 1) || (op === ">" && times === 0) || (op === "!=" && times === 0);
  const span = past(row);
  if (never || ever)
    return [
      word(never ? "did not do" : "did"),
      named(row.event),
      ...(span.length ? span : [word(never ? "so far" : "at least once")]),
      ...asked(row.where),
    ];
  return [
    word("did"),
    named(row.event),
    word(TIMES[op]),
    value(many(times, "time")),
    ...span,
    ...asked(row.where),
  ];
}

const AMOUNT_WORDS: Record<RowOf<"amount">["what"], string> = {
  sum: "the total",
  avg: "the average",
  min: "the smallest",
  max: "the largest",
  distinct: "the number of different values of",
};
const TEXT_WORDS: Record<RowOf<"words">["what"], [string, string]> = {
  contains: ["contains", "does not contain"],
  starts_with: ["starts with", "does not start with"],
  ends_with: ["ends with", "does not end with"],
  matches: ["matches", "does not match"],
};
const AGE: Record<RowOf<"age">["unit"], [string, string]> = {
  days_since: ["day", "ago"],
  hours_since: ["hour", "ago"],
  days_until: ["day", "ahead"],
  hours_until: ["hour", "ahead"],
};
const DAY: Record<Comparison, string> = {
  "==": "is exactly",
  "!=": "is not exactly",
  ">": "is after",
  ">=": "is not before",
  "<": "is before",
  "<=": "is not after",
};

/** The sentence of a question about one field, behind the field's name. */
function aboutField(row: Row): Piece[] {
  switch (row.kind) {
    case "field":
      if (row.value === null && (row.op === "==" || row.op === "!="))
        return [word(row.op === "==" ? "is not known" : "is known")];
      return [
        word(OPS[row.op]),
        isOtherField(row.value)
          ? named(fieldWords(row.value.field))
          : value(literalWords(row.value)),
      ];
    case "one_of":
      return [word(row.negated ? "is none of" : "is one of"), ...listed(row.values)];
    case "has":
      return [word(row.negated ? "is not known" : "is known")];
    case "truth":
      return [word("is"), value(row.negated ? "no" : "yes")];
    case "words":
      return [word(TEXT_WORDS[row.what][row.negated ? 1 : 0]), value(row.value)];
    case "between":
      return [word("is between"), value(String(row.low)), word("and"), value(String(row.high))];
    case "share":
      return [...amount(row.op, percent(row.value)), word("of"), named(fieldWords(row.of))];
    case "age": {
      const [unit, way] = AGE[row.unit];
      return amount(row.op, `${many(row.value, unit)} ${way}`);
    }
    case "day":
      return [word(DAY[row.op]), value(row.value)];
    case "size":
      return [word("has"), word(TIMES[row.op]), value(many(row.value, "item"))];
    default:
      return [];
  }
}

/** The sentence of a question about events. */
function aboutEvents(row: Row): Piece[] {
  switch (row.kind) {
    case "count":
      return countWords(row);
    case "amount":
      return [
        word(AMOUNT_WORDS[row.what]),
        named(row.property),
        word("of"),
        named(row.event),
        ...past(row),
        ...asked(row.where),
        ...amount(row.op, String(row.value)),
      ];
    case "each":
      return [
        word("did"),
        named(row.event),
        word(TIMES[row.op]),
        value(many(row.value, "time")),
        word(row.what === "min_count" ? "in each of the last" : "in any of the last"),
        value(`${row.times} times ${durationWords(row.period)}`),
      ];
    case "since":
      return [
        word("last"),
        named(row.event),
        word(TIMES[row.op]),
        value(`${many(row.value, row.unit === "days_since" ? "day" : "hour")} ago`),
      ];
    case "sequence":
      return [
        named(row.first),
        word(row.negated ? "was not followed by" : "was followed by"),
        named(row.then),
        word("of the same"),
        named(row.property),
        ...(row.time ? [word("within"), value(durationWords(row.time))] : []),
      ];
    default:
      return [];
  }
}

function rowWords(row: Row, segmentName: Named): Piece[] {
  if ("field" in row) return [named(fieldWords(row.field)), ...aboutField(row)];
  switch (row.kind) {
    case "member":
      if (row.of === "in_list")
        return [word(row.negated ? "not on the list" : "on the list"), named(row.name)];
      if (row.of === "in_journey")
        return [word(row.negated ? "not in the journey" : "in the journey"), named(row.name)];
      return [word(row.negated ? "not in" : "in"), named(segmentName(row.name))];
    case "receipt":
      return [
        word("the message"),
        named(row.node),
        word(row.negated ? "was not" : "was"),
        value(row.what === "reacted" ? "opened or clicked" : row.what),
      ];
    case "received":
      return [
        word(row.negated ? "did not receive" : "received"),
        named(row.message),
        ...(row.channel ? [word("by"), value(row.channel)] : []),
        ...past({ within: row.within, since: "" }),
      ];
    case "may":
      return [
        word(row.negated ? "has not agreed to" : "has agreed to"),
        named(row.topic ? `${row.channel}: ${row.topic}` : row.channel),
      ];
    case "score":
      return [word("the score"), named(row.model), ...amount(row.op, String(row.value))];
    case "text":
      return [{ kind: "code", text: row.text }];
    default:
      return aboutEvents(row);
  }
}

const JOINS: Record<Join, string> = { all: "and", any: "or", none: "or" };
const OPENS: Record<Join, string> = { all: "all of", any: "either", none: "none of" };

function itemWords(item: Item, segmentName: Named, outermost = false): Piece[] {
  if (item.kind === "rule")
    return [...rowWords(item.row, segmentName), ...(item.lenient ? [word("or is not known")] : [])];
  const parts = item.items.flatMap((one, at) => [
    ...(at > 0 ? [word(JOINS[item.join])] : []),
    ...itemWords(one, segmentName),
  ]);
  return outermost && item.join !== "none" ? parts : [word(OPENS[item.join]), ...parts];
}

/** The sentence in pieces; what the rows of the builder cannot say stays as it is written. */
export function conditionWords(text: string, segmentName: Named = (id) => id): Piece[] {
  return itemWords(parseRules(text), segmentName, true);
}

/** The sentence as one text, for where nothing can be set apart. */
export function conditionSentence(text: string, segmentName?: Named): string {
  return conditionWords(text, segmentName)
    .map((piece) => piece.text)
    .join(" ")
    .replace(/ ,/g, ",");
}
