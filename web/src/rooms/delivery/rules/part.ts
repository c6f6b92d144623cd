/** What the parts of the page share: the rules as they stand in the form, and how one of them is changed. */
import type { Workspace } from "@/api/wire";

export type DeliveryRules = NonNullable<Workspace["delivery"]>;

export interface Part<T> {
  value: T;
  set: (patch: Partial<T>) => void;
}

/** What this page changes of the rules; everything else is the settings' and is left as it is then. */
export const OURS = [
  "delivery",
  "utm",
  "countries",
  "language",
  "postal_address",
  "answers",
] as const satisfies readonly (keyof Workspace)[];

export type Ours = Pick<Workspace, (typeof OURS)[number]>;

/** The rules of now with ours in them. */
export function withOurs(now: Workspace, ours: Ours): Workspace {
  const next: Record<string, unknown> = { ...now, kind: "workspace" };
  for (const name of OURS)
    if (ours[name] === undefined) delete next[name];
    else next[name] = ours[name];
  return next as unknown as Workspace;
}

/** A list with one row changed, or without it. */
export const changedAt = <T>(rows: readonly T[], at: number, row: T | null): T[] =>
  rows.flatMap((one, index) => (index === at ? (row === null ? [] : [row]) : [one]));
