/** Faults in words, each with a jump to its step and a suggested mend. */
import type { JSX } from "react";
import type { Fault } from "@/api/faults";
import { Icon } from "@/ui/icon/Icon";

export function FaultLines({
  faults,
  onJump,
}: {
  faults: readonly Fault[];
  onJump?: (node: string) => void;
}): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <ul className="faults">
      {faults.map((fault, at) => {
        const body = (
          <>
            <span className={fault.severity === "error" ? "fault-icon bad" : "fault-icon warn"}>
              <Icon name="alert" size={14} title={fault.severity} />
            </span>
            <span className="grow">
              {fault.text}{" "}
              {fault.suggestion ? (
                <span className="dim">Did you mean {fault.suggestion}?</span>
              ) : null}
              <code className="small dim"> {fault.code}</code>
            </span>
          </>
        );
        const node = fault.node;
        return (
          <li key={`${fault.code}-${fault.at}-${at}`}>
            {onJump && node ? (
              <button type="button" className="fault-line" onClick={() => onJump(node)}>
                {body}
              </button>
            ) : (
              <div className="fault-line">{body}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
