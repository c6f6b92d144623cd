/** The card of an update. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { definition } from "./definition";
import { cx } from "@/ui/classes";
import cards from "../card.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Card({ node }: CardProps<"update">): JSX.Element {
  return (
    <div className={cx(cards.cardLine, cards.two, cards.code, layout.mono)}>
      {definition.summary(node)}
    </div>
  );
}
