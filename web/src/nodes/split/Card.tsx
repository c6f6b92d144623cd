/** The card of a split: its branches are drawn as roads by the frame. */
import type { JSX } from "react";
import type { CardProps } from "../faces";

export function Card(_props: CardProps<"split">): JSX.Element | null {
  return null;
}
