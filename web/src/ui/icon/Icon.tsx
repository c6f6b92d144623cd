/** The studio's own line icons, drawn on a grid of 24. */
import type { JSX } from "react";

const PATHS = {
  journeys: "M5 5h5v5H5zM14 14h5v5h-5zM7.5 10v3.500a3 3 0 0 0 3 3H14",
  people:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.800 20c.5-3.700 3-5.500 6.200-5.500s5.700 1.800 6.200 5.500M16 4.600a3.300 3.300 0 0 1 0 6M18 15c1.800.8 2.900 2.400 3.200 5",
  segments: "M9.500 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM14.500 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10Z",
  messages: "M4 6.500h16v11H4zM4 7.500l8 6 8-6",
  results: "M4 19.500h16M6.500 16v-4M11 16V6M15.500 16V9M20 16v-2.500",
  settings:
    "M12 15.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400ZM12 3v2.500M12 18.500V21M3 12h2.500M18.500 12H21M5.600 5.600l1.800 1.800M16.600 16.600l1.800 1.800M5.600 18.400l1.800-1.800M16.600 7.400l1.800-1.800",
  entry: "M4 12h10M10.500 8l4 4-4 4M15 4.500h4.500v15H15",
  message: "M4 6.500h16v11H4zM4 7.500l8 6 8-6",
  email: "M4 6.500h16v11H4zM4 7.500l8 6 8-6",
  sms: "M4 5h16v11h-8l-4.500 3.500V16H4zM8 9.500h8M8 12.500h5",
  push: "M6.500 16V11a5.500 5.500 0 0 1 11 0v5l1.500 2H5zM10 20.500h4",
  in_app: "M4 5h16v14H4zM4 9h16M14 15h3",
  webhook: "M8 8 4.500 12 8 16M16 8l3.500 4L16 16M13.500 6l-3 12",
  wait: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.200l2.800 1.800",
  split: "M12 4v5M12 9c0 4-5.500 3.500-5.500 8V20M12 9c0 4 5.500 3.500 5.500 8V20",
  experiment:
    "M9.500 4h5M10.500 4v6L5.500 18.500A1.500 1.500 0 0 0 6.800 20.500h10.400a1.500 1.500 0 0 0 1.300-2L13.500 10V4M8 15h8",
  update: "M5 19.500h14M7 15.500 16 6.500l2.500 2.500-9 9H7z",
  handoff: "M4 8h11M12 4.500 15.500 8 12 11.500M20 16H9M12 12.500 8.500 16l3.500 3.500",
  goal: "M6 21V4M6 5h12l-3 4 3 4H6",
  exit: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM8.500 12h7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.500 10 17.500 19.500 7",
  alert: "M12 4 2.800 19.500h18.400zM12 10v4.500M12 17h.01",
  info: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 11v5M12 8h.01",
  search: "M11 17.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM16 16l4.500 4.500",
  undo: "M8 5 4 9l4 4M4 9h10a5.500 5.500 0 0 1 0 11h-3",
  redo: "M16 5l4 4-4 4M20 9H10a5.500 5.500 0 0 0 0 11h3",
  layout:
    "M9 4h6v4.500H9zM3.500 15.500h6V20h-6zM14.500 15.500h6V20h-6zM12 8.500V12M6.500 15.500V12h11v3.500",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  comment: "M4 5h16v11h-8l-4.500 3.500V16H4z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.500 11v5.500M13.500 11v5.500",
  play: "M7.500 5v14l11-7z",
  pause: "M8 5v14M16 5v14",
  stop: "M6.500 6.500h11v11h-11z",
  history: "M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500M12 8v4.200l2.800 1.800",
  live: "M3 12h4l3-7 4 14 3-7h4",
  code: "M8 8 4 12l4 4M16 8l4 4-4 4",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M5.600 18.400 7 17M17 7l1.400-1.400",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z",
  down: "M6 9.500l6 6 6-6",
  right: "M9.500 6l6 6-6 6",
  left: "M14.500 6l-6 6 6 6",
  up: "M6 14.500l6-6 6 6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  key: "M8 17a4 4 0 1 1 3.900-5H20v3.500h-3V13M8 13h.01",
  download: "M12 4v11M7.500 11 12 15.500 16.500 11M5 19.500h14",
  shield: "M12 3.500 5 6v5.500c0 4.500 3 7.500 7 9 4-1.500 7-4.500 7-9V6z",
  signal:
    "M12 13.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM8.500 15.500a5 5 0 0 1 0-7M15.500 8.500a5 5 0 0 1 0 7M6 18a8.500 8.500 0 0 1 0-12M18 6a8.500 8.500 0 0 1 0 12",
  phone: "M8 3.500h8v17H8zM11 17.500h2",
  desktop: "M3.500 5h17v11h-17zM9 20h6M12 16v4",
  text: "M5 7h14M5 12h14M5 17h9",
  drag: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  book: "M5 4.500h6a2 2 0 0 1 2 2v13a2 2 0 0 0-2-2H5zM19 4.500h-4a2 2 0 0 0-2 2M19 4.500v13h-4a2 2 0 0 0-2 2",
  out: "M14 5h5v5M19 5l-8.500 8.500M17 14v5H5V7h5",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration by default; give a title when the icon says something that no text says. */
export function Icon({
  name,
  size = 16,
  title,
}: {
  name: IconName;
  size?: number;
  title?: string;
}): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size > 20 ? 1.6 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      role={title ? "img" : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a loop that is drawn in one line. */
export function Mark({ size = 24 }: { size?: number }): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path
        d="M16 16c-1.800-2.900-3.200-4.300-5.200-4.300a4.300 4.300 0 1 0 0 8.600c2 0 3.400-1.400 5.200-4.300Zm0 0c1.800 2.900 3.200 4.300 5.200 4.300a4.300 4.300 0 1 0 0-8.600c-2 0-3.400 1.400-5.200 4.300Z"
        stroke="var(--on-accent)"
        strokeWidth="2.400"
        strokeLinejoin="round"
      />
    </svg>
  );
}
