/** The card of a wait. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { waitWords } from "./definition";
import { cx } from "@/ui/classes";
import cards from "../card.module.css";

export function Card({ node }: CardProps<"wait">): JSX.Element {
  return <div className={cx(cards.cardLine, cards.two)}>{waitWords(node)}</div>;
}
