/** Names that were really seen: events, fields of people, accounts and events, and their example values. */
import { Autocomplete, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { catalog } from "@/api/queries";
import type { TrackingPlan, FieldSeen } from "@/api/wire";
import { compact, plain } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import type { Box } from "./boxes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./fields.module.css";

interface Props extends Partial<Box> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hideLabel?: boolean;
  className?: string;
  /** The event whose properties can be meant by event.x. */
  event?: string;
  placeholder?: string;
}

const named = (label: string, hidden: boolean | undefined) =>
  hidden ? { "aria-label": label } : { label };

const ofBox = ({ "data-at": at, error }: Partial<Box>): Partial<Box> => ({
  ...(at === undefined ? {} : { "data-at": at }),
  ...(error ? { error } : {}),
});

/** One event, completed from what was received, with how often. */
export function EventField({
  label,
  value,
  onChange,
  hideLabel,
  className,
  placeholder,
  ...box
}: Props): JSX.Element {
  const { data } = useQuery(catalog());
  const counts = new Map((data?.events ?? []).map((one) => [one.name, one.count]));
  return (
    <Autocomplete
      {...named(label, hideLabel)}
      {...ofBox(box)}
      className={className}
      placeholder={placeholder ?? t("event name")}
      data={[...counts.keys()]}
      value={value}
      onChange={onChange}
      renderOption={({ option }) => (
        <div className={cx(layout.spread, css.option)}>
          <span className={layout.clip}>{option.value}</span>
          <span className={cx(layout.small, layout.dim, layout.num)}>
            {compact(counts.get(option.value) ?? 0)}
          </span>
        </div>
      )}
    />
  );
}

/** Several events; one that has not been received yet can be typed too, so that a journey can be drawn before its event comes. */
export function EventsField({
  label,
  value,
  onChange,
  description,
  ...box
}: Partial<Box> & {
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
  description?: string;
}): JSX.Element {
  const { data } = useQuery(catalog());
  const names = [...new Set([...value, ...(data?.events ?? []).map((one) => one.name)])];
  return (
    <TagsInput
      label={label}
      {...box}
      description={description}
      data={names}
      value={value}
      onChange={onChange}
      placeholder={value.length ? "" : t("Choose or type an event")}
    />
  );
}

/** Every field that a condition may name, with what was seen in it. */
export function fieldsOf(
  data: TrackingPlan | undefined,
  event: string | undefined,
): Map<string, FieldSeen> {
  const result = new Map<string, FieldSeen>(Object.entries(data?.traits ?? {}));
  for (const [name, seen] of Object.entries(data?.account_traits ?? {}))
    result.set(`account.${name}`, seen);
  const properties = (data?.events ?? []).find((one) => one.name === event)?.properties ?? {};
  for (const [name, seen] of Object.entries(properties)) result.set(`event.${name}`, seen);
  return result;
}

/** A field, completed with an example of what stands in it. */
export function PathField({
  label,
  value,
  onChange,
  hideLabel,
  className,
  event,
  ...box
}: Props): JSX.Element {
  const { data } = useQuery(catalog());
  const fields = fieldsOf(data, event);
  return (
    <Autocomplete
      {...named(label, hideLabel)}
      {...ofBox(box)}
      className={className}
      placeholder={t("field")}
      classNames={{ input: layout.mono }}
      data={[...fields.keys()]}
      value={value}
      onChange={onChange}
      comboboxProps={{ width: 280, position: "bottom-start", shadow: "md" }}
      renderOption={({ option }) => (
        <div className={cx(layout.spread, css.option)}>
          <span className={cx(layout.mono, layout.clip)}>{option.value}</span>
          <span className={cx(layout.small, layout.dim, layout.clip)}>
            {plain(fields.get(option.value)?.examples[0])}
          </span>
        </div>
      )}
    />
  );
}

/** A value, with the examples of its field offered. */
export function ValueField({
  label,
  value,
  onChange,
  hideLabel = true,
  className,
  placeholder,
  field,
  event,
  ...box
}: Props & { field: string }): JSX.Element {
  const { data } = useQuery(catalog());
  // a literal such as 1.0 is written 1: what is typed stays until the box is left
  const [written, setWritten] = useState<string | null>(null);
  const examples = fieldsOf(data, event).get(field)?.examples ?? [];
  return (
    <Autocomplete
      {...named(label, hideLabel)}
      className={className}
      {...ofBox(box)}
      placeholder={placeholder ?? t("value")}
      data={[...new Set(examples.map((one) => plain(one)))]}
      value={written ?? value}
      onChange={(next) => {
        setWritten(next);
        onChange(next);
      }}
      onBlur={() => setWritten(null)}
    />
  );
}
