/** A condition as a sentence: for lists and previews, where nobody edits it. */
import { isOtherField, parseRows, type Comparison, type Literal, type Row } from "./condition";
import { durationWords } from "./duration";

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

const within = (text: string): Piece[] => (text ? [word("in"), value(durationWords(text))] : []);

function countWords(row: Extract<Row, { kind: "count" }>): Piece[] {
  const { op, value: times } = row;
  const never =
    (op === "==" && times === 0) || (op === "<" && times === 1) || (op === "<=" && times === 0);
  const ever =
    (op === ">=" && times === 1) || (op === ">" && times === 0) || (op === "!=" && times === 0);
  if (never || ever)
    return [
      word(never ? "did not do" : "did"),
      named(row.event),
      ...(row.within ? within(row.within) : [word(never ? "so far" : "at least once")]),
    ];
  return [
    word("did"),
    named(row.event),
    word(TIMES[op]),
    value(`${times} time${times === 1 ? "" : "s"}`),
    ...within(row.within),
  ];
}

function rowWords(row: Row, segmentName: Named): Piece[] {
  switch (row.kind) {
    case "field":
      if (row.value === null && (row.op === "==" || row.op === "!="))
        return [named(fieldWords(row.field)), word(row.op === "==" ? "is not known" : "is known")];
      return [
        named(fieldWords(row.field)),
        word(OPS[row.op]),
        isOtherField(row.value)
          ? named(fieldWords(row.value.field))
          : value(literalWords(row.value)),
      ];
    case "one_of":
      return [
        named(fieldWords(row.field)),
        word(row.negated ? "is none of" : "is one of"),
        ...listed(row.values),
      ];
    case "has":
      return [named(fieldWords(row.field)), word(row.negated ? "is not known" : "is known")];
    case "count":
      return countWords(row);
    case "since": {
      const unit = row.unit === "days_since" ? "day" : "hour";
      return [
        word("last"),
        named(row.event),
        word(TIMES[row.op]),
        value(`${row.value} ${unit}${row.value === 1 ? "" : "s"} ago`),
      ];
    }
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
        value(row.what),
      ];
    case "text":
      return [{ kind: "code", text: row.text }];
  }
}

/** The sentence in pieces; what the rows of the builder cannot say stays as it is written. */
export function conditionWords(text: string, segmentName: Named = (id) => id): Piece[] {
  const { join, rows } = parseRows(text);
  return rows.flatMap((row, at) => [
    ...(at > 0 ? [word(join)] : []),
    ...rowWords(row, segmentName),
  ]);
}

/** The sentence as one text, for where nothing can be set apart. */
export function conditionSentence(text: string, segmentName?: Named): string {
  return conditionWords(text, segmentName)
    .map((piece) => piece.text)
    .join(" ")
    .replace(/ ,/g, ",");
}
