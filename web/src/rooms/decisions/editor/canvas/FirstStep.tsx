/** What stands on an empty canvas: the next act. */
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./FirstStep.module.css";
import layout from "@/ui/layout/layout.module.css";

export function FirstStep({
  document,
  onEntry,
}: {
  document: Journey;
  onEntry: () => void;
}): JSX.Element {
  return (
    <div className={css.firstStep}>
      {!document.entry.on?.length && !document.entry.triggers?.length ? (
        <p>
          {t("First say")}{" "}
          <button type="button" className={cx(layout.link, layout.linkPlain)} onClick={onEntry}>
            {t("who enters")}
          </button>
          {t(", then drag a step onto the canvas.")}
        </p>
      ) : (
        <p>{rich`Drag the first step onto the canvas, or press ${(<kbd>m</kbd>)} for a message.`}</p>
      )}
    </div>
  );
}
