/** The card of a wait. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { waitWords } from "./definition";

export function Card({ node }: CardProps<"wait">): JSX.Element {
  return <div className="card-line two">{waitWords(node)}</div>;
}
