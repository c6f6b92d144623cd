/** A number that stays as it is typed while the cursor is in its box; empty, it shows what holds without it. */
import { NumberInput, type NumberInputProps } from "@mantine/core";
import { useState, type JSX } from "react";
import { t } from "@/language/t";

interface Props extends Omit<NumberInputProps, "value" | "onChange" | "defaultValue"> {
  /** undefined: the document holds none. */
  value: number | undefined;
  /** undefined: the box is empty. */
  onChange: (value: number | undefined) => void;
  /** What holds as long as the document says nothing: shown as a placeholder, never as a value. */
  fallback?: number;
}

export function NumberBox({ value, onChange, fallback, onBlur, ...box }: Props): JSX.Element {
  const [typed, setTyped] = useState<string | number | null>(null);
  return (
    <NumberInput
      {...(fallback === undefined ? {} : { placeholder: t`${fallback} (default)` })}
      {...box}
      value={typed ?? value ?? ""}
      onChange={(next) => {
        setTyped(next);
        const number = next === "" ? undefined : Number(next);
        if (number === undefined || !Number.isNaN(number)) onChange(number);
      }}
      onBlur={(event) => {
        setTyped(null);
        onBlur?.(event);
      }}
    />
  );
}
