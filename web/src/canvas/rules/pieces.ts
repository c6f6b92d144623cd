/** The pieces of a sentence about a rule: words of ours, names that were given, values. */
import type { Comparison, Literal } from "./row";

/** A piece of the sentence: words of ours, a name that was given, a value, or a part that stays in the language. */
export interface Piece {
  kind: "word" | "name" | "value" | "code";
  text: string;
}

/** What people call a segment, by its id. */
export type Named = (segment: string) => string;

export const OPS: Record<Comparison, string> = {
  "==": "is",
  "!=": "is not",
  ">": "is more than",
  ">=": "is at least",
  "<": "is less than",
  "<=": "is at most",
};
export const TIMES: Record<Comparison, string> = {
  "==": "exactly",
  "!=": "not exactly",
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
};

export const word = (text: string): Piece => ({ kind: "word", text });
export const named = (text: string): Piece => ({ kind: "name", text });
export const value = (text: string): Piece => ({ kind: "value", text });

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

export function listed(values: readonly Literal[]): Piece[] {
  return values.flatMap((one, at) => [
    ...(at === 0 ? [] : [word(at === values.length - 1 ? "or" : ",")]),
    value(literalWords(one)),
  ]);
}

/** 0.8 as "80 %", without what floating point adds. */
export const percent = (part: number) => `${Number((part * 100).toPrecision(12))} %`;

export const amount = (op: Comparison, text: string): Piece[] => [word(OPS[op]), value(text)];
export const many = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;
