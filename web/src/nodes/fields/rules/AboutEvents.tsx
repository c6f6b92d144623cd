/** The rules about what a person did: how often, how much, how long ago, one after another. */
import { Select, TextInput } from "@mantine/core";
import { useState, type JSX } from "react";
import type { AmountOf, RowOf, Span } from "@/canvas/rules/row";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import css from "../fields.module.css";
import { EventField } from "../NameFields";
import type { BodyProps } from "./body";
import { Amount, Choice, Op, Words, YES_NO } from "./RuleParts";
import { t } from "@/language/t";

type EventRow = RowOf<"count" | "amount" | "since" | "each" | "sequence">;

const AMOUNT_WORDS: { value: AmountOf; label: string }[] = [
  { value: "sum", label: t("total") },
  { value: "avg", label: t("average") },
  { value: "min", label: t("smallest") },
  { value: "max", label: t("largest") },
  { value: "distinct", label: t("different values") },
];
const SINCE = [
  { value: "days_since", label: t("days ago") },
  { value: "hours_since", label: t("hours ago") },
] as const;
const EVERY = [
  { value: "min_count", label: t("in each of the last") },
  { value: "max_count", label: t("in one of the last") },
] as const;

export function AboutEvents({ row, onChange }: BodyProps<EventRow>): JSX.Element {
  if (row.kind === "sequence") return <Sequence row={row} onChange={onChange} />;
  return (
    <>
      <EventField
        className={cx(css.box, css.wide)}
        label={t("Event")}
        hideLabel
        value={row.event}
        onChange={(event) => onChange({ ...row, event })}
      />
      {row.kind === "amount" ? (
        <>
          <Words
            label={t("Which amount")}
            data={AMOUNT_WORDS}
            value={row.what}
            onChange={(what) => onChange({ ...row, what })}
          />
          <TextInput
            className={css.box}
            aria-label={t("Property")}
            placeholder={t("property")}
            value={row.property}
            onChange={(change) => onChange({ ...row, property: change.currentTarget.value })}
          />
        </>
      ) : null}
      <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
      <Amount
        label={row.kind === "count" ? t("Times") : t("Amount")}
        value={row.value}
        onChange={(value) => onChange({ ...row, value })}
      />
      <Past row={row} onChange={onChange} />
    </>
  );
}

function Past({ row, onChange }: BodyProps<Exclude<EventRow, RowOf<"sequence">>>): JSX.Element {
  if (row.kind === "since")
    return (
      <Words
        label={t("Unit")}
        data={SINCE}
        value={row.unit}
        onChange={(unit) => onChange({ ...row, unit })}
      />
    );
  if (row.kind === "each")
    return (
      <>
        <Words
          label={t("Of which periods")}
          data={EVERY}
          value={row.what}
          onChange={(what) => onChange({ ...row, what })}
        />
        <Amount
          label={t("Periods")}
          value={row.times}
          onChange={(times) => onChange({ ...row, times })}
        />
        <TextInput
          className={css.amount}
          aria-label={t("Length of a period")}
          placeholder="1w"
          value={row.period}
          onChange={(change) => onChange({ ...row, period: change.currentTarget.value })}
        />
      </>
    );
  return (
    <>
      <Since row={row} set={(span) => onChange({ ...row, ...span })} />
      <TextInput
        className={cx(css.box, css.wide)}
        classNames={{ input: layout.mono }}
        aria-label={t("Only those where")}
        placeholder='plan == "free"'
        leftSection={<span className={cx(layout.small, layout.dim)}>{t("where")}</span>}
        leftSectionWidth={52}
        value={row.where}
        onChange={(change) => onChange({ ...row, where: change.currentTarget.value })}
      />
    </>
  );
}

const SINCES = [
  { value: "entry.at", label: t("since they entered") },
  { value: 'start_of("day")', label: t("today") },
  { value: 'start_of("week")', label: t("since Monday") },
  { value: 'start_of("month")', label: t("this month") },
  { value: 'start_of("year")', label: t("this year") },
  { value: "account.period_start", label: t("since their account's period began") },
];

/** Ever, in the last so long, or since a moment. */
function Since({ row, set }: { row: Span; set: (span: Span) => void }): JSX.Element {
  const kept = row.since && !SINCES.some((one) => one.value === row.since);
  const choices = [
    { value: "", label: t("ever") },
    { value: "within", label: t("in the last") },
    ...SINCES,
    ...(kept ? [{ value: row.since, label: t`since ${row.since}` }] : []),
  ];
  // An emptied box stays where it is until something else is chosen.
  const [timed, setTimed] = useState(false);
  const inLast = row.within !== "" || (timed && !row.since);
  return (
    <>
      <Select
        className={css.box}
        aria-label={t("In which time")}
        searchable
        data={choices}
        value={inLast ? "within" : row.since}
        onChange={(value) => {
          setTimed(value === "within");
          set(
            value === "within" ? { within: "30d", since: "" } : { within: "", since: value ?? "" },
          );
        }}
      />
      {inLast ? (
        <TextInput
          className={css.amount}
          aria-label={t("Within")}
          placeholder="30d"
          value={row.within}
          onChange={(change) => {
            setTimed(true);
            set({ within: change.currentTarget.value, since: "" });
          }}
        />
      ) : null}
    </>
  );
}

function Sequence({ row, onChange }: BodyProps<RowOf<"sequence">>): JSX.Element {
  return (
    <>
      <EventField
        className={css.box}
        label={t("First event")}
        hideLabel
        value={row.first}
        onChange={(first) => onChange({ ...row, first })}
      />
      <Choice
        label={t("Followed or not")}
        data={YES_NO(t("was followed by"), t("was not followed by"))}
        negated={row.negated}
        onChange={(negated) => onChange({ ...row, negated })}
      />
      <EventField
        className={css.box}
        label={t("Second event")}
        hideLabel
        value={row.then}
        onChange={(then) => onChange({ ...row, then })}
      />
      <TextInput
        className={css.box}
        aria-label={t("The same")}
        placeholder={t("of the same, such as order_id")}
        value={row.property}
        onChange={(change) => onChange({ ...row, property: change.currentTarget.value })}
      />
      <TextInput
        className={css.amount}
        aria-label={t("Within")}
        placeholder="2d"
        value={row.time}
        onChange={(change) => onChange({ ...row, time: change.currentTarget.value })}
      />
    </>
  );
}
