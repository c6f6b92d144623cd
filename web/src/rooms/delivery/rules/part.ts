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

/** The rules of now, with what was changed here since they were read `first`. What nobody touched stays as it is now. */
export function withOurs(now: Workspace, first: Ours, ours: Ours): Workspace {
  const names = OURS.filter((name) => name !== "delivery");
  const next = touched(now, first, ours, names);
  const delivery = touched(
    now.delivery ?? {},
    first.delivery ?? {},
    ours.delivery ?? {},
    Object.keys({ ...first.delivery, ...ours.delivery }) as (keyof DeliveryRules)[],
  );
  return { ...next, kind: "workspace", ...(Object.keys(delivery).length ? { delivery } : {}) };
}

function touched<All extends object, T extends object>(
  now: All,
  first: T,
  ours: T,
  names: readonly (keyof T & keyof All)[],
): All {
  const next = { ...now };
  for (const name of names)
    if (JSON.stringify(ours[name]) !== JSON.stringify(first[name]))
      if (ours[name] === undefined) delete next[name];
      else next[name] = ours[name] as unknown as All[typeof name];
  return next;
}

/** A list with one row changed, or without it. */
export const changedAt = <T>(rows: readonly T[], at: number, row: T | null): T[] =>
  rows.flatMap((one, index) => (index === at ? (row === null ? [] : [row]) : [one]));
