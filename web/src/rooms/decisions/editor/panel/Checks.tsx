/** What the server's checks say of the drawing, over the canvas. */
import type { JSX } from "react";
import type { Fault } from "@/api/faults";
import type { Checked } from "../useFaults";
import { FaultLines } from "./FaultLines";
import { t } from "@/language/t";
import css from "../EditorView.module.css";
import layout from "@/ui/layout/layout.module.css";

interface ChecksProps {
  checked: Checked;
  onJump: (fault: Fault) => void;
}

export function Checks({ checked, onJump }: ChecksProps): JSX.Element {
  return (
    <section className={css.faultDrawer} aria-label={t("Checks")}>
      {checked.faults.length ? (
        <FaultLines faults={checked.faults} onJump={onJump} />
      ) : (
        <p className={layout.dim}>{NOTHING_FOUND[checked.state]}</p>
      )}
    </section>
  );
}

const NOTHING_FOUND: Record<Checked["state"], string> = {
  asking: t("The server looks at what was drawn."),
  untouched: t("Who starts this journey? Choose an event, a segment, a date or a schedule."),
  known: t("No fault found. Try it on one person, then publish."),
  failed: t(
    "The server did not answer, so nothing was checked. It is asked again with the next change.",
  ),
};
