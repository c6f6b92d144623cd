/** The card of a handoff. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { definition } from "./definition";
import { t } from "@/language/t";
import cards from "../card.module.css";

export function Card({ node }: CardProps<"handoff">): JSX.Element {
  return (
    <div className={cards.cardLine}>
      {node.journey ? (
        definition.summary(node)
      ) : (
        <span className={cards.cardMissing}>{t("No journey chosen yet")}</span>
      )}
    </div>
  );
}
