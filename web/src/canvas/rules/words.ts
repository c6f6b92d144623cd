/** A condition as a sentence: for lists and previews, where nobody edits it. */
import { durationWords } from "../duration";
import { aboutField } from "./fieldRowWords";
import {
  amount,
  fieldWords,
  many,
  named,
  TIMES,
  value,
  word,
  type Named,
  type Piece,
} from "./pieces";
import type { Row, RowOf, Span } from "./row";
import { parseRules, type Item, type Join } from "./tree";

export { fieldWords, literalWords, type Named, type Piece } from "./pieces";

const past = ({ within, since }: Span): Piece[] =>
  within
    ? [word("in"), value(durationWords(within))]
    : since
      ? [word("since"), { kind: "code", text: since }]
      : [];
const asked = (where: string): Piece[] =>
  where.trim() ? [word("where"), ...conditionWords(where)] : [];
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
