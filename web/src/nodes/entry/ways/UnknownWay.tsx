/** A way in that no form shows: it is read, kept and can be removed. */
import type { JSX } from "react";
import type { Trigger } from "@/canvas/document";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { saidBy } from "./kinds";
import { t } from "@/language/t";
import css from "./ways.module.css";

export function UnknownWay({ trigger }: { trigger: Trigger }): JSX.Element {
  const lines = saidBy(trigger).map(([field, value]) => `${field}: ${JSON.stringify(value)}`);
  return (
    <>
      <pre className={cx(css.text, layout.mono)}>{lines.join("\n")}</pre>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "This form cannot show it, and keeps it as it is. Change it in the text of the journey.",
        )}
      </p>
    </>
  );
}
