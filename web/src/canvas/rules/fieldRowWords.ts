/** The sentence of a rule about one field. */
import {
  amount,
  fieldWords,
  listed,
  literalWords,
  many,
  named,
  OPS,
  percent,
  TIMES,
  value,
  word,
  type Piece,
} from "./pieces";
import { isOtherField, type Comparison, type Row, type RowOf } from "./row";

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
export function aboutField(row: Row): Piece[] {
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
