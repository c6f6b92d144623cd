/** The card of an exit. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { definition } from "./definition";

export function Card({ node }: CardProps<"exit">): JSX.Element {
  return <div className="card-line">{definition.summary(node)}</div>;
}
