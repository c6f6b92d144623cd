/** Opens the comments; says how many are open, and shows where something is new. */
import { ActionIcon, Indicator, Tooltip } from "@mantine/core";
import type { JSX } from "react";
import { Icon } from "@/ui/icon/Icon";
import { isOpen, type Comments } from "./useComments";
import { t } from "@/language/t";

export function CommentsButton({
  comments,
  onPress,
}: {
  comments: Comments;
  onPress: () => void;
}): JSX.Element {
  const open = comments.threads.filter(isOpen).length;
  const words = t`Comments: ${open} open${comments.unread ? t`, ${comments.unread} new` : ""}`;
  return (
    <Tooltip label={`${words} (C)`}>
      <Indicator disabled={comments.unread === 0} label={comments.unread} size={14} offset={4}>
        <ActionIcon variant="subtle" color="gray" aria-label={words} onClick={onPress}>
          <Icon name="comment" />
        </ActionIcon>
      </Indicator>
    </Tooltip>
  );
}
