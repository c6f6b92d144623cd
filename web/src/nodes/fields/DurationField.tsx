/** A duration as a number and a unit; what was typed otherwise (a template, say) stays as text. */
import { Input, NumberInput, Select } from "@mantine/core";
import { useId, type JSX } from "react";
import { parseDuration, UNITS } from "@/canvas/duration";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./fields.module.css";

interface Props {
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
}: Props): JSX.Element {
  const id = useId();
  const usual = value === "" ? parseDuration(fallback) : null;
  const parts = parseDuration(value) ?? { amount: 0, unit: usual?.unit ?? "d" };
  return (
    <Input.Wrapper label={label} description={description} id={id}>
      <div className={layout.row}>
        <NumberInput
          id={id}
          className={css.amountOfTime}
          min={0}
          value={usual ? "" : parts.amount}
          placeholder={usual ? t`${usual.amount} (default)` : ""}
          onChange={(amount) => {
            if (!(usual && amount === "")) onChange(`${Number(amount) || 0}${parts.unit}`);
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
