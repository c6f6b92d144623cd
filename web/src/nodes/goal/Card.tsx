/** The card of a goal. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { t } from "@/language/t";
import cards from "../card.module.css";

export function Card(_props: CardProps<"goal">): JSX.Element {
  return <div className={cards.cardLine}>{t("What the journey is for")}</div>;
}
