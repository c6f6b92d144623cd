/** The pieces of a sentence about a rule: words of ours, names that were given, values. */
import type { Comparison, Literal } from "./row";
import { t } from "@/language/t";

/** A piece of the sentence: words of ours, a name that was given, a value, or a part that stays in the language. */
export interface Piece {
  kind: "word" | "name" | "value" | "code";
  text: string;
}

/** What people call a segment, by its id. */
export type Named = (segment: string) => string;

export const OPS: Record<Comparison, string> = {
  "==": t("is"),
  "!=": t("is not"),
  ">": t("is more than"),
  ">=": t("is at least"),
  "<": t("is less than"),
  "<=": t("is at most"),
};
export const TIMES: Record<Comparison, string> = {
  "==": t("exactly"),
  "!=": t("not exactly"),
  ">": t("more than"),
  ">=": t("at least"),
  "<": t("less than"),
  "<=": t("at most"),
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
  if (one === null) return t("nothing");
  if (one === "") return t("empty");
  return one === true ? t("yes") : one === false ? t("no") : String(one);
}

export function listed(values: readonly Literal[]): Piece[] {
  return values.flatMap((one, at) => [
    ...(at === 0 ? [] : [word(at === values.length - 1 ? t("or") : ",")]),
    value(literalWords(one)),
  ]);
}

/** 0.8 as "80 %", without what floating point adds. */
export const percent = (part: number) => `${Number((part * 100).toPrecision(12))} %`;

export const amount = (op: Comparison, text: string): Piece[] => [word(OPS[op]), value(text)];
