/** A condition as a sentence: for lists and previews, where nobody edits it. */
import { durationWords } from "../duration";
import { aboutField } from "./fieldRowWords";
import { amount, fieldWords, named, TIMES, value, word, type Named, type Piece } from "./pieces";
import type { Row, RowOf, Span } from "./row";
import { parseRules, type Item, type Join } from "./tree";
import { as, t } from "@/language/t";
import { many } from "../units";

export { fieldWords, literalWords, type Named, type Piece } from "./pieces";

const past = ({ within, since }: Span): Piece[] =>
  within
    ? [word(as("span", "in")), value(durationWords(within))]
    : since
      ? [word(t("since")), { kind: "code", text: since }]
      : [];
const asked = (where: string): Piece[] =>
  where.trim() ? [word(t("where")), ...conditionWords(where)] : [];
function countWords(row: RowOf<"count">): Piece[] {
  const { op, value: times } = row;
  const never =
    (op === "==" && times === 0) || (op === "<" && times === 1) || (op === "<=" && times === 0);
  const ever =
    (op === ">=" && times === 1) || (op === ">" && times === 0) || (op === "!=" && times === 0);
  const span = past(row);
  if (never || ever)
    return [
      word(never ? t("did not do") : t("did")),
      named(row.event),
      ...(span.length ? span : [word(never ? t("so far") : t("at least once"))]),
      ...asked(row.where),
    ];
  return [
    word(t("did")),
    named(row.event),
    word(TIMES[op]),
    value(many(times, "time")),
    ...span,
    ...asked(row.where),
  ];
}

const AMOUNT_WORDS: Record<RowOf<"amount">["what"], string> = {
  sum: t("the total"),
  avg: t("the average"),
  min: t("the smallest"),
  max: t("the largest"),
  distinct: t("the number of different values of"),
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
        word(t("of")),
        named(row.event),
        ...past(row),
        ...asked(row.where),
        ...amount(row.op, String(row.value)),
      ];
    case "each":
      return [
        word(t("did")),
        named(row.event),
        word(TIMES[row.op]),
        value(many(row.value, "time")),
        word(row.what === "min_count" ? t("in each of the last") : t("in any of the last")),
        value(t`${row.times} times ${durationWords(row.period)}`),
      ];
    case "since":
      return [
        word(t("last")),
        named(row.event),
        word(TIMES[row.op]),
        value(`${many(row.value, row.unit === "days_since" ? "day" : "hour")} ${t("ago")}`),
      ];
    case "sequence":
      return [
        named(row.first),
        word(row.negated ? t("was not followed by") : t("was followed by")),
        named(row.then),
        word(t("of the same")),
        named(row.property),
        ...(row.time ? [word(t("within")), value(durationWords(row.time))] : []),
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
        return [word(row.negated ? t("not on the list") : t("on the list")), named(row.name)];
      if (row.of === "in_journey")
        return [word(row.negated ? t("not in the journey") : t("in the journey")), named(row.name)];
      return [
        word(row.negated ? as("segment", "not in") : as("segment", "in")),
        named(segmentName(row.name)),
      ];
    case "receipt":
      return [
        word(t("the message")),
        named(row.node),
        word(row.negated ? t("was not") : t("was")),
        value(RECEIPT_WORDS[row.what]),
      ];
    case "received":
      return [
        word(row.negated ? t("did not receive") : t("received")),
        named(row.message),
        ...(row.channel ? [word(t("by")), value(row.channel)] : []),
        ...past({ within: row.within, since: "" }),
      ];
    case "may":
      return [
        word(row.negated ? t("has not agreed to") : t("has agreed to")),
        named(row.topic ? `${row.channel}: ${row.topic}` : row.channel),
      ];
    case "score":
      return [word(t("the score")), named(row.model), ...amount(row.op, String(row.value))];
    case "text":
      return [{ kind: "code", text: row.text }];
    default:
      return aboutEvents(row);
  }
}

/** What became of a message, as it is said of it. */
export const RECEIPT_WORDS: Record<RowOf<"receipt">["what"], string> = {
  delivered: t("delivered"),
  opened: t("opened"),
  clicked: t("clicked"),
  replied: t("replied"),
  reacted: t("opened or clicked"),
};

const JOINS: Record<Join, string> = { all: t("and"), any: t("or"), none: t("or") };
const OPENS: Record<Join, string> = { all: t("all of"), any: t("either"), none: t("none of") };

function itemWords(item: Item, segmentName: Named, outermost = false): Piece[] {
  if (item.kind === "rule")
    return [
      ...rowWords(item.row, segmentName),
      ...(item.lenient ? [word(t("or is not known"))] : []),
    ];
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
