/** The card of an exit. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { definition } from "./definition";
import cards from "../card.module.css";

export function Card({ node }: CardProps<"exit">): JSX.Element {
  return <div className={cards.cardLine}>{definition.summary(node)}</div>;
}
