/** The sentence of a rule about one field. */
import {
  amount,
  fieldWords,
  listed,
  literalWords,
  named,
  OPS,
  percent,
  TIMES,
  value,
  word,
  type Piece,
} from "./pieces";
import { isOtherField, type Comparison, type Row, type RowOf } from "./row";
import { t } from "@/language/t";
import { many } from "../units";

const TEXT_WORDS: Record<RowOf<"words">["what"], [string, string]> = {
  contains: [t("contains"), t("does not contain")],
  starts_with: [t("starts with"), t("does not start with")],
  ends_with: [t("ends with"), t("does not end with")],
  matches: [t("matches"), t("does not match")],
};
const AGE: Record<RowOf<"age">["unit"], (value: number) => string> = {
  days_since: (value) => `${many(value, "day")} ${t("ago")}`,
  hours_since: (value) => `${many(value, "hour")} ${t("ago")}`,
  days_until: (value) => `${many(value, "day")} ${t("ahead")}`,
  hours_until: (value) => `${many(value, "hour")} ${t("ahead")}`,
};
const DAY: Record<Comparison, string> = {
  "==": t("is exactly"),
  "!=": t("is not exactly"),
  ">": t("is after"),
  ">=": t("is not before"),
  "<": t("is before"),
  "<=": t("is not after"),
};

/** The sentence of a question about one field, behind the field's name. */
export function aboutField(row: Row): Piece[] {
  switch (row.kind) {
    case "field":
      if (row.value === null && (row.op === "==" || row.op === "!="))
        return [word(row.op === "==" ? t("is not known") : t("is known"))];
      return [
        word(OPS[row.op]),
        isOtherField(row.value)
          ? named(fieldWords(row.value.field))
          : value(literalWords(row.value)),
      ];
    case "one_of":
      return [word(row.negated ? t("is none of") : t("is one of")), ...listed(row.values)];
    case "has":
      return [word(row.negated ? t("is not known") : t("is known"))];
    case "truth":
      return [word(t("is")), value(row.negated ? t("no") : t("yes"))];
    case "words":
      return [word(TEXT_WORDS[row.what][row.negated ? 1 : 0]), value(row.value)];
    case "between":
      return [
        word(t("is between")),
        value(String(row.low)),
        word(t("and")),
        value(String(row.high)),
      ];
    case "share":
      return [...amount(row.op, percent(row.value)), word(t("of")), named(fieldWords(row.of))];
    case "age":
      return amount(row.op, AGE[row.unit](row.value));
    case "day":
      return [word(DAY[row.op]), value(row.value)];
    case "size":
      return [word(t("has")), word(TIMES[row.op]), value(many(row.value, "item"))];
    default:
      return [];
  }
}
