/** Which box of a form stands for which place of the document, so that a fault is told at its box and leads to it. */
import { createContext, useContext } from "react";
import type { Fault } from "@/api/faults";

/** The faults of what is selected, and where its form begins in the document: "" or "nodes.hello". */
export interface Boxes {
  root: string;
  faults: readonly Fault[];
}

export const BoxesOf = createContext<Boxes>({ root: "", faults: [] });

/** Where the boxes inside stand, such as "branches[0]". */
export interface Box {
  "data-at": string;
  error?: string;
}

const inside = (at: string, box: string) =>
  at === box || (at.startsWith(box) && /[.[]/.test(at[box.length] ?? ""));

/** `box("goal.within")` goes onto the input: where it stands, and what is wrong there. */
export function useBoxes(): (path: string) => Box {
  const { root, faults } = useContext(BoxesOf);
  return (path) => {
    const at = [root, path].filter(Boolean).join(".");
    const fault = faults.find((one) => one.severity === "error" && inside(one.at, at));
    return fault ? { "data-at": at, error: fault.text } : { "data-at": at };
  };
}

/** `place("branches[0]")` goes around several boxes. */
export function usePlaceOf(): (path: string) => { "data-at": string } {
  const box = useBoxes();
  return (path) => ({ "data-at": box(path)["data-at"] });
}
