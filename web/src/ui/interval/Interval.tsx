/** An estimate with its interval against zero, drawn small enough for a table. */
import type { JSX } from "react";
import { points } from "../format/format";
import { t } from "@/language/t";
import layout from "../layout/layout.module.css";
import css from "./Interval.module.css";

interface Props {
  estimate: number | null;
  low: number | null;
  high: number | null;
  /** Half of the axis; the same for all rows that are compared. */
  reach?: number;
  width?: number;
  height?: number;
}

const clamp = (value: number) => Math.max(-1, Math.min(1, value));

export function Interval({
  estimate,
  low,
  high,
  reach,
  width = 120,
  height = 20,
}: Props): JSX.Element {
  if (estimate === null || low === null || high === null)
    return <span className={layout.dim}>—</span>;
  const span = reach ?? Math.max(Math.abs(low), Math.abs(high), 0.001) * 1.15;
  const x = (value: number) => (clamp(value / span) + 1) * 0.5 * (width - 8) + 4;
  const tone = low > 0 ? "var(--good)" : high < 0 ? "var(--bad)" : "var(--ink-3)";
  const label = t`${points(estimate)}, between ${points(low)} and ${points(high)}`;
  return (
    <svg className={css.interval} width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      <line
        x1={x(0)}
        x2={x(0)}
        y1={1}
        y2={height - 1}
        stroke="var(--line-2)"
        strokeDasharray="2 2"
      />
      <line
        x1={x(low)}
        x2={x(high)}
        y1={height / 2}
        y2={height / 2}
        stroke={tone}
        strokeWidth={4}
        strokeLinecap="round"
        opacity={0.28}
      />
      <circle cx={x(estimate)} cy={height / 2} r={4} fill={tone} />
    </svg>
  );
}
