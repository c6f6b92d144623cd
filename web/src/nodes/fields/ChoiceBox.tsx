/** One of a few: what holds as long as the document says nothing is a placeholder, and is written when it is chosen. */
import { Select, type SelectProps } from "@mantine/core";
import type { JSX } from "react";
import { t } from "@/language/t";

interface Choice {
  value: string;
  label: string;
}

interface Props extends Omit<SelectProps, "value" | "onChange" | "data" | "defaultValue"> {
  data: readonly Choice[];
  /** Empty or undefined: the document holds none. */
  value: string | null | undefined;
  fallback: string;
  onChange: (value: string) => void;
}

export function ChoiceBox({ data, value, fallback, onChange, ...box }: Props): JSX.Element {
  const usual = data.find((one) => one.value === fallback)?.label ?? fallback;
  return (
    <Select
      placeholder={t`${usual} (default)`}
      {...box}
      data={[...data]}
      value={value || null}
      onChange={(next) => next !== null && onChange(next)}
    />
  );
}
