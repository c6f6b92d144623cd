/** The card of a message: its channel and the line that people will see first. */
import type { JSX } from "react";
import { channelIcon, channelName } from "@/ui/channel/channel";
import { Icon } from "@/ui/icon/Icon";
import type { CardProps } from "../faces";
import { headline } from "./definition";
import { t } from "@/language/t";
import cards from "../card.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Card({ node }: CardProps<"message">): JSX.Element {
  const line = headline(node);
  return (
    <div className={cards.cardLine}>
      <Icon name={channelIcon(node.channel)} size={14} title={channelName(node.channel)} />
      {line ? (
        <span className={layout.clip}>{line}</span>
      ) : (
        <span className={cards.cardMissing}>{t("No content yet")}</span>
      )}
    </div>
  );
}
