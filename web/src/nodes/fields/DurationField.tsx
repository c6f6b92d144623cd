/** A duration as a number and a unit; what was typed otherwise (a template, say) stays as text. */
import { Input, Select } from "@mantine/core";
import { useId, type JSX } from "react";
import { parseDuration, UNITS } from "@/canvas/duration";
import type { Box } from "./boxes";
import { NumberBox } from "./NumberBox";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./fields.module.css";

interface Props extends Partial<Box> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: string;
  /** What holds as long as the document says nothing: shown as a placeholder, never as a value. */
  fallback?: string;
}

export function DurationField({
  label,
  value,
  onChange,
  description,
  fallback = "",
  error,
  "data-at": at,
}: Props): JSX.Element {
  const id = useId();
  const usual = value === "" ? parseDuration(fallback) : null;
  const parts = parseDuration(value) ?? { amount: 0, unit: usual?.unit ?? "d" };
  return (
    <Input.Wrapper label={label} description={description} id={id} error={error} data-at={at}>
      <div className={layout.row}>
        <NumberBox
          id={id}
          className={css.amountOfTime}
          min={0}
          error={Boolean(error)}
          value={usual ? undefined : parts.amount}
          {...(usual ? { fallback: usual.amount } : {})}
          onChange={(amount) => {
            if (amount === undefined && fallback) onChange("");
            else onChange(`${amount ?? 0}${parts.unit}`);
          }}
        />
        <Select
          className={layout.grow}
          aria-label={t`${label}: unit`}
          data={[...UNITS]}
          value={parts.unit}
          onChange={(unit) => onChange(`${usual?.amount ?? parts.amount}${unit ?? "d"}`)}
        />
      </div>
    </Input.Wrapper>
  );
}
