/** The keys of the canvas in words, for the sheet of keys; each is in the search of acts too. */
import { allDefinitions } from "@/canvas/kinds";
import { t } from "@/language/t";

/** The words of a line name its act in the search; "" where it is a way of going, not an act. */
export const KEYS: [keys: string, text: string][] = [
  [
    allDefinitions()
      .map((one) => one.letter)
      .join(" "),
    t`Add a step behind the selected one: ${allDefinitions()
      .map((one) => one.name.toLowerCase())
      .join(", ")}`,
  ],
  ["e p t i", t("Add a message by e-mail, push, SMS or in the app")],
  ["/ or A", t("Choose the next step from a list")],
  ["J", t("Join the selected step to another, by its name")],
  ["↓ ↑", t("To the next step, or back")],
  ["← →", t("Between branches")],
  [t("Shift + arrows"), t("Take the next step along into the selection")],
  ["Enter", t("Into the form of the selected step")],
  [t("Shift Enter"), t("Into the wide sheet of a mail")],
  ["F2", t("Rename")],
  [t("Ctrl Enter"), t("Out of the form, back to the step")],
  [t("Shift D"), t("Copy this path onto the open branches beside it")],
  [t("Alt + arrows"), t("Move the selected steps; with Shift in small steps")],
  [t("Delete"), t("Remove what is selected")],
  [t("Ctrl C, X, V, D"), t("Copy, cut, paste, duplicate")],
  [t("Ctrl Z, Y"), t("Undo, redo")],
  [t("Ctrl A"), t("Select everything")],
  ["C", t("Comment on what is selected")],
  ["N", t("Put a note on the canvas")],
  ["L", t("Lay everything out anew")],
  ["Y", t("Try it on somebody")],
  ["+ -", t("Nearer, further away")],
  ["0", t("Fit the journey into the window")],
  ["1", t("As large as it is drawn")],
  ["2", t("Fit what is selected")],
  ["V", t("The next view; with Shift the last one")],
  [t("Ctrl F"), t("Find a step by its name, text, rule or field")],
  [t("Ctrl K"), t("Find anything, and do anything")],
  [t("Ctrl S"), t("Save now")],
  [t("Ctrl Shift Enter"), t("Publish")],
  [t("Esc"), t("Select nothing")],
];
