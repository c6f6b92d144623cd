/** What is wrong with a segment, in words, with its stable code. */
import type { JSX } from "react";
import type { Fault } from "@/api/faults";
import { Icon } from "@/ui/icon/Icon";

export function SegmentFaults({ faults }: { faults: readonly Fault[] }): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <ul className="segment-faults" aria-label="Checks" aria-live="polite">
      {faults.map((fault, at) => (
        <li key={`${fault.code}-${at}`} className={fault.severity === "error" ? "bad" : "warn"}>
          <Icon name="alert" size={14} title={fault.severity} />
          <span>
            {fault.text}{" "}
            {fault.suggestion ? (
              <span className="dim">Did you mean {fault.suggestion}?</span>
            ) : null}{" "}
            <code className="small dim">{fault.code}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}
