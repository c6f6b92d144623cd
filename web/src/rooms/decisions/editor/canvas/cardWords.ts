/** What a reader of the screen says of a card, and how the keyboard comes to it. */
import type { Journey } from "@/canvas/document";
import { t } from "@/language/t";
import { stepWords, type Marks } from "../outline/rowWords";

/** "Split, Which offer?, 3 paths and otherwise, 1 error, step 3 of 26, 412 here". */
export function cardWords(
  document: Journey,
  id: string,
  place: number,
  marks: Marks,
  here: number | undefined,
): string {
  const words = stepWords(document, id, place, marks, false);
  return here === undefined ? words : t`${words}, ${here} here`;
}

/** The canvas is one stop of Tab: the selected card, or the entry; arrows go from there. */
export const cardAttributes = (words: string, tab: boolean) => ({
  role: "group",
  "aria-label": words,
  "aria-roledescription": t("step"),
  tabIndex: tab ? 0 : -1,
});
