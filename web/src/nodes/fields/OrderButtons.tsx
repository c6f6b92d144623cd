/** The buttons beside one of several things in order: up, down, and gone. */
import { ActionIcon } from "@mantine/core";
import type { JSX } from "react";
import { Icon } from "@/ui/icon/Icon";
import { t } from "@/language/t";

interface Props {
  /** What the thing is called beside its number, such as "Branch". */
  noun: string;
  at: number;
  count: number;
  onMove: (to: number) => void;
  onRemove: () => void;
  /** Whether the last one stays. */
  keepsOne?: boolean;
}

export function OrderButtons(props: Props): JSX.Element {
  const { noun, at, count, onMove, onRemove, keepsOne = false } = props;
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t`${noun} ${at + 1} up`}
        disabled={at === 0}
        onClick={() => onMove(at - 1)}
      >
        <Icon name="up" size={14} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t`${noun} ${at + 1} down`}
        disabled={at === count - 1}
        onClick={() => onMove(at + 1)}
      >
        <Icon name="down" size={14} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t`Remove ${noun.toLowerCase()} ${at + 1}`}
        disabled={keepsOne && count === 1}
        onClick={onRemove}
      >
        <Icon name="trash" size={14} />
      </ActionIcon>
    </>
  );
}
