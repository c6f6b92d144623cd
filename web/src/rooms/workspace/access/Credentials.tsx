/** The boxes of whoever comes in: the address and the password. */
import { PasswordInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { t } from "@/language/t";

interface Props {
  value: string;
  onChange: (value: string) => void;
}

export function EmailBox({ value, onChange }: Props): JSX.Element {
  return (
    <TextInput
      size="md"
      label={t("E-mail")}
      type="email"
      required
      autoComplete="email"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface PasswordProps extends Props {
  autoComplete: "current-password" | "new-password";
  description?: string;
  error?: string | undefined;
  /** It has the focus when its dialog opens. */
  focused?: boolean;
}

export function PasswordBox({ onChange, focused, ...given }: PasswordProps): JSX.Element {
  return (
    <PasswordInput
      size="md"
      label={t("Password")}
      required
      {...given}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(focused ? { "data-autofocus": true } : {})}
    />
  );
}
