/** The small boxes that rules are made of. */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import {
  COMPARISONS,
  readLiteral,
  writeLiteral,
  type Comparison,
  type Literal,
} from "@/canvas/rules/row";
import { t } from "@/language/t";
import { NumberBox } from "../NumberBox";
import css from "../fields.module.css";

/** A literal as it stands in a box: text without quotes where it cannot be mistaken for anything else. */
export const bare = (value: Literal) =>
  typeof value === "string" && readLiteral(value) === value ? value : writeLiteral(value);

/** What was typed into a box; text in quotes is text even when it looks like a number. */
export const typed = (text: string): Literal =>
  /^".*"$/.test(text) ? text.slice(1, -1).replace(/\\"/g, '"') : readLiteral(text);

const OP_WORDS: Record<Comparison, string> = {
  "==": t("is"),
  "!=": t("is not"),
  ">": t("more than"),
  ">=": t("at least"),
  "<": t("less than"),
  "<=": t("at most"),
};
const OPS = COMPARISONS.map((value) => ({ value, label: OP_WORDS[value] }));

/** The two answers of a rule that can be turned round. */
export const YES_NO = (yes: string, no: string) => [
  { value: "yes", label: yes },
  { value: "no", label: no },
];

export function Op({
  value,
  words,
  onChange,
}: {
  value: Comparison;
  /** As the comparisons are called here, where they are called otherwise. */
  words?: { value: Comparison; label: string }[];
  onChange: (op: Comparison) => void;
}): JSX.Element {
  return (
    <Select
      className={css.op}
      aria-label={t("Comparison")}
      searchable
      data={words ?? OPS}
      value={value}
      onChange={(op) => op && onChange(op as Comparison)}
    />
  );
}

export function Amount({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}): JSX.Element {
  return (
    <NumberBox
      className={css.amount}
      aria-label={label}
      value={value}
      onChange={(next) => onChange(next ?? 0)}
    />
  );
}

export function Choice({
  label,
  data,
  negated,
  onChange,
}: {
  label: string;
  data: { value: string; label: string }[];
  negated: boolean;
  onChange: (negated: boolean) => void;
}): JSX.Element {
  return (
    <Select
      className={css.op}
      aria-label={label}
      searchable
      data={data}
      value={negated ? "no" : "yes"}
      onChange={(value) => onChange(value === "no")}
    />
  );
}

/** One of a few words. */
export function Words<T extends string>({
  label,
  data,
  value,
  onChange,
}: {
  label: string;
  data: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}): JSX.Element {
  return (
    <Select
      className={css.box}
      aria-label={label}
      searchable
      data={[...data]}
      value={value}
      onChange={(next) => {
        const chosen = data.find((one) => one.value === next);
        if (chosen) onChange(chosen.value);
      }}
    />
  );
}
