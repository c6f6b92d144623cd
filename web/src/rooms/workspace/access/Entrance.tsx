/** The frame of the pages before one is inside: the form, and what Loopline is. */
import type { JSX, ReactNode } from "react";
import { Mark } from "@/ui/icon/Icon";
import { t } from "@/language/t";
import { LanguageChoice } from "@/ui/language/LanguageChoice";
import css from "./Entrance.module.css";
import layout from "@/ui/layout/layout.module.css";

const STOPS: [name: string, x: number, y: number][] = [
  [t("signals"), 64, 100],
  [t("decisions"), 210, 38],
  [t("delivery"), 356, 100],
  [t("learning"), 210, 162],
];

/** The loop, drawn: four stops on one line. */
function LoopArt(): JSX.Element {
  return (
    <svg
      className={css.loopArt}
      viewBox="0 0 420 210"
      width="100%"
      role="img"
      aria-label={t("Signals lead to decisions, delivery and learning, and back")}
    >
      <ellipse
        cx="210"
        cy="100"
        rx="146"
        ry="62"
        fill="none"
        stroke="var(--line-2)"
        strokeWidth="1.5"
        strokeDasharray="3 5"
      />
      <path
        d="M112 55l10 -5l-3 10M308 145l-10 5l3 -10"
        fill="none"
        stroke="var(--ink-3)"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      {STOPS.map(([name, x, y]) => (
        <g key={name}>
          <circle
            cx={x}
            cy={y}
            r="15"
            fill="var(--surface)"
            stroke="var(--accent)"
            strokeWidth="1.5"
          />
          <circle cx={x} cy={y} r="4.5" fill="var(--accent)" />
          <text x={x} y={y + 33} textAnchor="middle">
            {name}
          </text>
        </g>
      ))}
    </svg>
  );
}

export function Entrance({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children: ReactNode;
}): JSX.Element {
  return (
    <div className={css.entrance}>
      <main className={css.entranceForm}>
        <div>
          <Mark size={34} />
          <h1>{title}</h1>
          <p className={layout.dim}>{text}</p>
          {children}
          <LanguageChoice />
        </div>
      </main>
      <aside className={css.entranceSide} aria-label={t("What Loopline is")}>
        <div>
          <LoopArt />
          <h2>{t("The right message at the right moment, and the proof of what it caused.")}</h2>
          <p className={layout.dim}>
            {t(
              "Draw a journey, try it on one person, launch it, and see its lift against people who were held out.",
            )}
          </p>
        </div>
      </aside>
    </div>
  );
}
