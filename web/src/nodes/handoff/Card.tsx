/** The card of a handoff. */
import type { JSX } from "react";
import type { CardProps } from "../faces";
import { definition } from "./definition";

export function Card({ node }: CardProps<"handoff">): JSX.Element {
  return (
    <div className="card-line">
      {node.journey ? (
        definition.summary(node)
      ) : (
        <span className="card-missing">No journey chosen yet</span>
      )}
    </div>
  );
}
