/** The card of an experiment: the shares of its arms as one bar; the arms are roads. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { armShare } from "./definition";
import css from "./Card.module.css";

export function Card({ node }: CardProps<"experiment">): JSX.Element {
  return (
    <div className={css.armBar} aria-hidden>
      {node.arms.map((arm, at) => (
        <span key={at} style={{ flexGrow: armShare(node.arms, arm) }} />
      ))}
    </div>
  );
}
