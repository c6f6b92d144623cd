/** Outlines of what will stand on an empty page. */
import type { JSX } from "react";
import css from "./EmptyArt.module.css";

export type Art = "journeys" | "people" | "messages" | "events";

const soft = { fill: "var(--accent-soft)", stroke: "var(--accent-line)" };
const bare = { fill: "var(--surface)" };

function Journeys(): JSX.Element {
  return (
    <>
      <path d="M150 42v24M150 110v14M150 124H66v16M150 124h84v16" strokeDasharray="3 4" />
      <rect x="94" y="6" width="112" height="36" rx="9" {...soft} />
      <rect x="94" y="66" width="112" height="44" rx="9" {...bare} />
      <rect x="10" y="140" width="112" height="44" rx="9" {...bare} />
      <rect x="178" y="140" width="112" height="44" rx="9" {...bare} />
      <path
        d="M108 24h60M108 82h34M108 95h70M24 156h34M24 169h62M192 156h34M192 169h76"
        strokeWidth="5"
        strokeLinecap="round"
        opacity="0.5"
      />
    </>
  );
}

function People(): JSX.Element {
  return (
    <>
      {[8, 56, 104, 152].map((y, at) => (
        <g key={y} opacity={1 - at * 0.2}>
          <circle cx="32" cy={y + 16} r="15" {...(at === 0 ? soft : bare)} />
          <path
            d={`M62 ${y + 10}h${[92, 70, 84, 60][at]}M62 ${y + 23}h${[60, 96, 48, 80][at]}`}
            strokeWidth="5"
            strokeLinecap="round"
            opacity="0.5"
          />
          <path d={`M240 ${y + 16}h44`} strokeWidth="5" strokeLinecap="round" opacity="0.35" />
        </g>
      ))}
    </>
  );
}

function Messages(): JSX.Element {
  return (
    <>
      <rect x="86" y="8" width="196" height="122" rx="10" {...bare} opacity="0.7" />
      <rect x="52" y="34" width="196" height="122" rx="10" {...bare} />
      <rect x="18" y="60" width="196" height="122" rx="10" {...soft} />
      <path d="M22 68l94 62 94-62" stroke="var(--accent-line)" />
    </>
  );
}

function Events(): JSX.Element {
  const heights = [30, 52, 40, 78, 62, 96, 84, 118, 104, 138];
  return (
    <>
      <path d="M14 176h272" />
      {heights.map((height, at) => (
        <rect
          key={at}
          x={22 + at * 26}
          y={176 - height}
          width="15"
          height={height}
          rx="4"
          {...(at === heights.length - 1 ? soft : bare)}
        />
      ))}
    </>
  );
}

const ARTS: Record<Art, () => JSX.Element> = {
  journeys: Journeys,
  people: People,
  messages: Messages,
  events: Events,
};

export function EmptyArt({ art }: { art: Art }): JSX.Element {
  const Drawn = ARTS[art];
  return (
    <svg
      className={css.emptyArt}
      viewBox="0 0 300 190"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden
      focusable="false"
    >
      <Drawn />
    </svg>
  );
}
