/** Undo and redo without limit: documents are frozen values that share what did not change, so a step costs little. */
import { perform, type Command } from "./commands";
import type { Journey } from "./document";

export interface Step {
  before: Journey;
  label: string;
  /** Steps of the same non-empty merge key that follow each other (typing in one field) undo together. */
  merge: string;
}

export interface History {
  past: readonly Step[];
  present: Journey;
  future: readonly Step[];
}

/** A history that starts with this document. */
export const begin = (present: Journey): History => ({ past: [], present, future: [] });

/** Carries out a command; one that changes nothing leaves no step. */
export function act(history: History, command: Command, merge = ""): History {
  const present = perform(history.present, command);
  if (present === history.present) return history;
  const last = history.past.at(-1);
  const joins = merge !== "" && last?.merge === merge;
  const step: Step = { before: history.present, label: describe(command), merge };
  return { past: joins ? history.past : [...history.past, step], present, future: [] };
}

/** One step back. */
export function undo(history: History): History {
  const step = history.past.at(-1);
  if (!step) return history;
  const redone: Step = { ...step, before: history.present };
  return {
    past: history.past.slice(0, -1),
    present: step.before,
    future: [...history.future, redone],
  };
}

/** One step forward again. */
export function redo(history: History): History {
  const step = history.future.at(-1);
  if (!step) return history;
  const undone: Step = { ...step, before: history.present, merge: "" };
  return {
    past: [...history.past, undone],
    present: step.before,
    future: history.future.slice(0, -1),
  };
}

const WORDS: Record<Command["kind"], string> = {
  add: "Add a step",
  remove: "Remove",
  connect: "Connect",
  disconnect: "Disconnect",
  rename: "Rename",
  rename_id: "Change the id",
  replace: "Edit a step",
  journey: "Edit the journey",
  move: "Move",
  tidy: "Lay out anew",
  paste: "Paste",
  duplicate_path: "Copy a path onto open branches",
  add_branch: "Add a branch",
  remove_branch: "Remove a branch",
  move_branch: "Reorder branches",
  comment: "Comment",
  remove_comment: "Remove a comment",
  load: "Replace the document",
};

/** A command in words, for the undo button and the screen reader. */
export const describe = (command: Command): string => WORDS[command.kind];
