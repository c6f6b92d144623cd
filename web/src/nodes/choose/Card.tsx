/** The card of a choice: its options are drawn as roads by the frame. */
import type { JSX } from "react";
import type { CardProps } from "../faces";

export function Card(_props: CardProps<"choose">): JSX.Element | null {
  return null;
}
