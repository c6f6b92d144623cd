/** The card of an update. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { definition } from "./definition";

export function Card({ node }: CardProps<"update">): JSX.Element {
  return <div className="card-line two mono">{definition.summary(node)}</div>;
}
