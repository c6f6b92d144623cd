/** The card of a webhook: where it calls. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { t } from "@/language/t";
import cards from "../card.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Card({ node }: CardProps<"webhook">): JSX.Element {
  return (
    <div className={cards.cardLine}>
      {node.url ? (
        <span className={layout.clip}>{node.url}</span>
      ) : (
        <span className={cards.cardMissing}>{t("No address yet")}</span>
      )}
    </div>
  );
}
