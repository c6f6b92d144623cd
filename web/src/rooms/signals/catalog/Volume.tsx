/** An event's counts of thirty days as bars; the last one is today, which has not ended. */
import type { JSX } from "react";
import { count } from "@/ui/format/format";
import { t } from "@/language/t";
import css from "./Volume.module.css";

const WIDTH = 4;
const HEIGHT = 24;

export function Volume({ days }: { days: readonly number[] }): JSX.Element | null {
  if (days.length === 0) return null;
  const most = Math.max(...days, 1);
  const whole = days.slice(0, -1);
  const label = t`${count(days.at(-1) ?? 0)} today; in the ${String(whole.length)} days before, between ${count(Math.min(...whole))} and ${count(Math.max(...whole))} a day`;
  return (
    <svg
      className={css.volume}
      viewBox={`0 0 ${String(days.length * WIDTH)} ${String(HEIGHT)}`}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {days.map((made, day) => {
        const height = made ? Math.max(2, (made / most) * HEIGHT) : 1;
        return (
          <rect
            key={day}
            x={day * WIDTH}
            y={HEIGHT - height}
            width={WIDTH - 1}
            height={height}
            data-part={made === 0 ? "none" : day === days.length - 1 ? "today" : undefined}
          />
        );
      })}
    </svg>
  );
}
