/** The rules about one field: what stands in it, its words, its date, whether it is known. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Comparison, DateUnit, Row, RowOf, TextTest } from "@/canvas/rules/row";
import { cx } from "@/ui/classes";
import css from "../fields.module.css";
import { PathField } from "../NameFields";
import { TypedBox } from "../TypedBox";
import type { BodyProps } from "./body";
import { Amount, bare, Choice, Op, typed, Words, YES_NO } from "./RuleParts";
import { t } from "@/language/t";

type FieldRow = RowOf<
  "one_of" | "has" | "truth" | "words" | "between" | "share" | "age" | "day" | "size"
>;

const TEXT_WORDS: { value: TextTest; label: string }[] = [
  { value: "contains", label: t("contains") },
  { value: "starts_with", label: t("starts with") },
  { value: "ends_with", label: t("ends with") },
  { value: "matches", label: t("matches the pattern") },
];
const UNITS: { value: DateUnit; label: string }[] = [
  { value: "days_since", label: t("days ago") },
  { value: "hours_since", label: t("hours ago") },
  { value: "days_until", label: t("days ahead") },
  { value: "hours_until", label: t("hours ahead") },
];
const DAY_WORDS: { value: Comparison; label: string }[] = [
  { value: "<", label: t("is before") },
  { value: ">=", label: t("is on or after") },
  { value: ">", label: t("is after") },
  { value: "<=", label: t("is not after") },
  { value: "==", label: t("is exactly") },
  { value: "!=", label: t("is not exactly") },
];

export function AboutField({ row, event, onChange }: BodyProps<FieldRow>): JSX.Element {
  return (
    <>
      <PathField
        className={cx(css.box, row.kind === "has" || row.kind === "truth" ? "" : css.wide)}
        label={t("Field")}
        hideLabel
        event={event}
        value={row.field}
        onChange={(field) => onChange({ ...row, field })}
      />
      <Asked row={row} event={event} onChange={onChange} />
    </>
  );
}

function Asked({ row, event, onChange }: BodyProps<FieldRow>): JSX.Element {
  switch (row.kind) {
    case "one_of":
      return (
        <>
          <Choice
            label={t("Is or is not")}
            data={YES_NO(t("is one of"), t("is none of"))}
            negated={row.negated}
            onChange={(negated) => onChange({ ...row, negated })}
          />
          <TypedBox
            className={css.box}
            aria-label={t("Values, parted by commas")}
            placeholder={t("free, starter")}
            value={row.values.map(bare).join(", ")}
            onChange={(text) => {
              const parts = text.split(",").map((one) => one.trim());
              onChange({ ...row, values: parts.filter(Boolean).map(typed) });
            }}
          />
        </>
      );
    case "has":
      return (
        <Choice
          label={t("Known or not")}
          data={YES_NO(t("is known"), t("is not known"))}
          negated={row.negated}
          onChange={(negated) => onChange({ ...row, negated })}
        />
      );
    case "truth":
      return (
        <Choice
          label={t("Yes or no")}
          data={YES_NO(t("is yes"), t("is no"))}
          negated={row.negated}
          onChange={(negated) => onChange({ ...row, negated })}
        />
      );
    case "between":
      return (
        <>
          <Amount label={t("From")} value={row.low} onChange={(low) => onChange({ ...row, low })} />
          <span>{t("to")}</span>
          <Amount
            label={t("To")}
            value={row.high}
            onChange={(high) => onChange({ ...row, high })}
          />
        </>
      );
    case "share":
      return (
        <>
          <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
          <Amount
            label={t("Percent")}
            value={Number((row.value * 100).toPrecision(12))}
            onChange={(percent) =>
              onChange({ ...row, value: Number((percent / 100).toPrecision(12)) })
            }
          />
          <span>{t("% of")}</span>
          <PathField
            className={css.box}
            label={t("Other field")}
            hideLabel
            event={event}
            value={row.of}
            onChange={(of) => onChange({ ...row, of })}
          />
        </>
      );
    case "words":
    case "age":
    case "day":
    case "size":
      return <Compared row={row} onChange={onChange} />;
  }
}

function Compared({
  row,
  onChange,
}: {
  row: RowOf<"words" | "age" | "day" | "size">;
  onChange: (row: Row) => void;
}): JSX.Element {
  if (row.kind === "words")
    return (
      <>
        <Choice
          label={t("Does or does not")}
          data={YES_NO(t("does"), t("does not"))}
          negated={row.negated}
          onChange={(negated) => onChange({ ...row, negated })}
        />
        <Words
          label={t("Words are tested by")}
          data={TEXT_WORDS}
          value={row.what}
          onChange={(what) => onChange({ ...row, what })}
        />
        <TextInput
          className={css.box}
          aria-label={t("Value")}
          value={row.value}
          onChange={(change) => onChange({ ...row, value: change.currentTarget.value })}
        />
      </>
    );
  if (row.kind === "day")
    return (
      <>
        <Op words={DAY_WORDS} value={row.op} onChange={(op) => onChange({ ...row, op })} />
        <TextInput
          className={css.box}
          aria-label={t("Day")}
          placeholder="2026-01-31"
          value={row.value}
          onChange={(change) => onChange({ ...row, value: change.currentTarget.value })}
        />
      </>
    );
  return (
    <>
      <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
      <Amount
        label={t("Amount")}
        value={row.value}
        onChange={(value) => onChange({ ...row, value })}
      />
      {row.kind === "age" ? (
        <Words
          label={t("Unit")}
          data={UNITS}
          value={row.unit}
          onChange={(unit) => onChange({ ...row, unit })}
        />
      ) : (
        <span>{t("items or letters")}</span>
      )}
    </>
  );
}
