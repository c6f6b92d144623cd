/** What a step did with the person who is tried, on its card. */
import type { JSX } from "react";
import { spanWords } from "@/canvas/duration";
import { localTimes } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import css from "./step.module.css";
import layout from "@/ui/layout/layout.module.css";

export interface Passed {
  /** Milliseconds since the run began. */
  after: number;
  text: string;
  tone: "taken" | "stopped";
}

/** How the card is drawn: lit, stopped at, or faded; undefined where nobody is tried. */
export const wordOf = (passed: Passed | "not" | null): string | undefined =>
  passed === null ? undefined : passed === "not" ? "not" : passed.tone;

export function PassedLine({ passed }: { passed: Passed | "not" | null }): JSX.Element | null {
  if (passed === null || passed === "not") return null;
  return (
    <div className={css.passedLine} data-tone={passed.tone} title={localTimes(passed.text)}>
      <b className={layout.num}>+{spanWords(passed.after)}</b>{" "}
      <span className={cx(layout.clip)}>{localTimes(passed.text)}</span>
    </div>
  );
}
