/** An icon by its name, or by the path of one that a kind of node brings along. */
import type { JSX } from "react";
import { PATHS, type IconName, type Path } from "./paths";

export type { IconName };

const isPath = (icon: IconName | Path): icon is Path => icon.startsWith("M");

/** Decoration by default; give a title when the icon says something that no text says. */
export function Icon({
  name,
  size = 16,
  title,
}: {
  name: IconName | Path;
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
      <path d={isPath(name) ? name : PATHS[name]} />
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
