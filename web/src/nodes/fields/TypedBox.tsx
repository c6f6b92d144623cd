/** Text that stands for something else in the document (a literal, a list): what is typed stays while the cursor is in it. */
import { TextInput, type TextInputProps } from "@mantine/core";
import { useState, type JSX } from "react";

interface Props extends Omit<TextInputProps, "value" | "onChange" | "defaultValue"> {
  /** As the document's value is written. */
  value: string;
  onChange: (text: string) => void;
}

export function TypedBox({ value, onChange, onBlur, ...box }: Props): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      {...box}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(event.currentTarget.value);
      }}
      onBlur={(event) => {
        setTyped(null);
        onBlur?.(event);
      }}
    />
  );
}
