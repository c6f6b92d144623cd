/** The card of a goal. */
import type { JSX } from "react";
import type { CardProps } from "../faces";

export function Card(_props: CardProps<"goal">): JSX.Element {
  return <div className="card-line">What the journey is for</div>;
}
