/** The fields of a question: those alone that the metric takes. */
import { NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { journeys, segments } from "@/api/queries";
import type { MetricLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import { spoken } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { EventField } from "../customers/fields";
import type { Question } from "./api";
import { t } from "@/language/t";

interface Props {
  of: MetricLine;
  value: Question;
  onChange: (value: Question) => void;
}

const STEPS = ["month", "week"];
const MODES = ["bounded", "unbounded", "rolling"];
const WORDS: Readonly<Record<string, string>> = {
  month: t("month"),
  week: t("week"),
  bounded: t("in the period itself"),
  unbounded: t("in it or any later one"),
  rolling: t("in the four up to it"),
  cohort: t("cohort"),
  version: t("version"),
  side: t("side"),
  arm: t("arm"),
};
const BY_JOURNEY = ["version", "side", "arm"];

export function QuestionFields({ of, value, onChange }: Props): JSX.Element {
  const takes = (name: string) => of.takes.includes(name);
  const set = (name: keyof Question) => (next: string | null) =>
    onChange({ ...value, [name]: next ?? "" });
  const groups = of.by.filter((one) => value.journey || !BY_JOURNEY.includes(one));
  return (
    <div className={cx(layout.row, layout.wrap)}>
      {takes("event") ? (
        <EventField label={t("Event")} value={value.event ?? ""} onChange={set("event")} />
      ) : null}
      {takes("then") ? (
        <EventField label={t("Come back to")} value={value.then ?? ""} onChange={set("then")} />
      ) : null}
      {takes("journey") ? <JourneyField value={value.journey} onChange={set("journey")} /> : null}
      {takes("segment") ? <SegmentField value={value.segment} onChange={set("segment")} /> : null}
      {groups.length > 1 ? (
        <Pick
          label={t("Groups")}
          values={groups}
          value={value.by ?? groups[0] ?? ""}
          onChange={set("by")}
        />
      ) : null}
      {takes("step") ? (
        <Pick
          label={t("Periods")}
          values={STEPS}
          value={value.step ?? "month"}
          onChange={set("step")}
        />
      ) : null}
      {takes("mode") ? (
        <Pick
          label={t("Counted")}
          values={MODES}
          value={value.mode ?? "bounded"}
          onChange={set("mode")}
        />
      ) : null}
      {takes("days") ? <Days label={t("Days")} value={value.days} onChange={set("days")} /> : null}
      {takes("back") ? (
        <Days label={t("Back within days")} value={value.back} onChange={set("back")} />
      ) : null}
      <TextInput
        type="date"
        label={t("From")}
        value={value.from ?? ""}
        onChange={(event) => set("from")(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t("To")}
        value={value.to ?? ""}
        onChange={(event) => set("to")(event.currentTarget.value)}
      />
    </div>
  );
}

interface FieldProps {
  value: string | undefined;
  onChange: (value: string | null) => void;
}

function Pick({
  label,
  values,
  value,
  onChange,
}: FieldProps & { label: string; values: string[] }): JSX.Element {
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={values.map((one) => ({ value: one, label: WORDS[one] ?? spoken(one) }))}
      value={value ?? null}
      onChange={onChange}
    />
  );
}

function Days({ label, value, onChange }: FieldProps & { label: string }): JSX.Element {
  return (
    <NumberInput
      label={label}
      min={1}
      max={3660}
      allowDecimal={false}
      clampBehavior="strict"
      value={value ?? "30"}
      onChange={(next) => onChange(String(next || ""))}
    />
  );
}

function JourneyField({ value, onChange }: FieldProps): JSX.Element {
  const { data } = useQuery(journeys());
  const live = (data?.journeys ?? []).filter((one) => one.version > 0);
  return (
    <Select
      label={t("Journey")}
      placeholder={t("Choose a journey")}
      clearable
      data={live.map((one) => ({ value: one.id, label: one.name || one.id }))}
      value={value || null}
      onChange={onChange}
    />
  );
}

function SegmentField({ value, onChange }: FieldProps): JSX.Element {
  const { data } = useQuery(segments());
  return (
    <Select
      label={t("Segment")}
      placeholder={t("Everybody")}
      clearable
      data={(data?.segments ?? []).map((one) => ({ value: one.id, label: one.name || one.id }))}
      value={value || null}
      onChange={onChange}
    />
  );
}
