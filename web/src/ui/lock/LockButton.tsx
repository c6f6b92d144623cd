/** A button that stays visible for who may not press it: it names the role that may, and asks for it. */
import { Button, Tooltip, type ButtonProps } from "@mantine/core";
import type { JSX, ReactNode } from "react";
import { Icon } from "../icon/Icon";
import { t } from "@/language/t";

interface Props extends ButtonProps {
  /** Whether it may be pressed. */
  open: boolean;
  /** The role that may press it. */
  role: string;
  onPress: () => void;
  /** Asks the owners for the role. */
  onAsk: () => void;
  children: ReactNode;
}

export function LockButton({ open, role, onPress, onAsk, children, ...rest }: Props): JSX.Element {
  if (open)
    return (
      <Button {...rest} onClick={onPress}>
        {children}
      </Button>
    );
  const words = t`Needs the role ${role}. Press to ask an owner for it.`;
  return (
    <Tooltip label={words}>
      <Button
        {...rest}
        variant="default"
        aria-disabled
        aria-description={words}
        leftSection={<Icon name="shield" />}
        onClick={onAsk}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
