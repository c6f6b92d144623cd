/** Undo and redo without limit: documents are frozen values that share what did not change, so a step costs little. */
import { perform, type Command } from "./commands";
import type { Journey } from "./document";
import { merge, type Contested, type Merged } from "./merge";
import { t } from "@/language/t";

export interface Step {
  before: Journey;
  after: Journey;
  label: string;
  /** Steps of the same non-empty merge key that follow each other (typing in one field) undo together. */
  merge: string;
}

export interface History {
  past: readonly Step[];
  present: Journey;
  future: readonly Step[];
  /** What the last step back or forward left as it is, since somebody else changed it meanwhile. */
  left: readonly Contested[];
}

const NOTHING: readonly Contested[] = [];

/** A history that starts with this document. */
export const begin = (present: Journey): History => ({
  past: [],
  present,
  future: [],
  left: NOTHING,
});

/** Carries out a command; one that changes nothing leaves no step. */
export function act(history: History, command: Command, merge = ""): History {
  const present = perform(history.present, command);
  if (present === history.present) return history;
  const last = history.past.at(-1);
  const label = describe(command);
  // with another author's change in between, it is a step of its own
  const joins = merge !== "" && last?.merge === merge && last.after === history.present;
  const step: Step = {
    before: joins ? last.before : history.present,
    after: present,
    label,
    merge,
  };
  return {
    past: [...(joins ? history.past.slice(0, -1) : history.past), step],
    present,
    future: [],
    left: NOTHING,
  };
}

/** What another author did: no step of one's own, and what comes before and after it can be undone as ever. */
export const rebase = (history: History, present: Journey): History =>
  present === history.present ? history : { ...history, present, left: NOTHING };

/** From one side of an own act to the other; what somebody else did since stays. */
function across(present: Journey, from: Journey, to: Journey): Merged {
  return present === from ? { document: to, contested: NOTHING } : merge(from, to, present);
}

/** One of one's own steps back. */
export function undo(history: History): History {
  const step = history.past.at(-1);
  if (!step) return history;
  const { document, contested } = across(history.present, step.after, step.before);
  return {
    past: history.past.slice(0, -1),
    present: document,
    future: [...history.future, step],
    left: contested,
  };
}

/** One step forward again. */
export function redo(history: History): History {
  const step = history.future.at(-1);
  if (!step) return history;
  const { document, contested } = across(history.present, step.before, step.after);
  return {
    past: [...history.past, { ...step, merge: "" }],
    present: document,
    future: history.future.slice(0, -1),
    left: contested,
  };
}

const WORDS: Record<Command["kind"], string> = {
  add: t("Add a step"),
  remove: t("Remove"),
  connect: t("Connect"),
  disconnect: t("Disconnect"),
  rename: t("Rename"),
  rename_id: t("Change the id"),
  replace: t("Edit a step"),
  journey: t("Edit the journey"),
  move: t("Move"),
  tidy: t("Lay out anew"),
  paste: t("Paste"),
  duplicate_path: t("Copy a path onto open branches"),
  add_branch: t("Add a branch"),
  remove_branch: t("Remove a branch"),
  move_branch: t("Reorder branches"),
  comment: t("Note"),
  remove_comment: t("Remove a comment"),
  load: t("Replace the document"),
};

/** A command in words, for the undo button and the screen reader. */
export const describe = (command: Command): string => WORDS[command.kind];
