/** Faults in words, each with a jump to its step and a suggested mend. */
import { Words } from "@/ui/format/Words";
import type { JSX } from "react";
import type { Fault } from "@/api/faults";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./FaultLines.module.css";
import layout from "@/ui/layout/layout.module.css";
import lines from "./line.module.css";

export function FaultLines({
  faults,
  onJump,
}: {
  faults: readonly Fault[];
  onJump?: (fault: Fault) => void;
}): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <ul className={css.faults}>
      {faults.map((fault, at) => {
        const body = (
          <>
            <span className={css.faultIcon} data-severity={fault.severity}>
              <Icon name="alert" size={14} title={fault.severity} />
            </span>
            <span className={layout.grow}>
              <Words text={fault.text} />{" "}
              {fault.suggestion ? (
                <span className={layout.dim}>{t`Did you mean ${fault.suggestion}?`}</span>
              ) : null}
              <code className={cx(layout.small, layout.dim)}> {fault.code}</code>
            </span>
          </>
        );
        return (
          <li key={`${fault.code}-${fault.at}-${at}`}>
            {onJump ? (
              <button type="button" className={lines.faultLine} onClick={() => onJump(fault)}>
                {body}
              </button>
            ) : (
              <div className={lines.faultLine}>{body}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
