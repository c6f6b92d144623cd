/** What is wrong with a segment, in words, with its stable code. */
import { Words } from "@/ui/format/Words";
import type { JSX } from "react";
import type { Fault } from "@/api/faults";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./SegmentFaults.module.css";
import layout from "@/ui/layout/layout.module.css";

export function SegmentFaults({ faults }: { faults: readonly Fault[] }): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <ul className={css.segmentFaults} aria-label={t("Checks")} aria-live="polite">
      {faults.map((fault, at) => (
        <li key={`${fault.code}-${at}`} data-severity={fault.severity}>
          <Icon name="alert" size={14} title={fault.severity} />
          <span>
            <Words text={fault.text} />{" "}
            {fault.suggestion ? (
              <span className={layout.dim}>{t`Did you mean ${fault.suggestion}?`}</span>
            ) : null}{" "}
            <code className={cx(layout.small, layout.dim)}>{fault.code}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}
