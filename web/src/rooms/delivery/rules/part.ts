/** What the parts of the page share: the rules as they stand in the form, and how one of them is changed. */
import { withTouched } from "@/api/touched";
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
  const next = withTouched<Workspace>(now, besideDelivery(first), besideDelivery(ours), 0);
  const delivery = withTouched(now.delivery ?? {}, first.delivery ?? {}, ours.delivery ?? {}, 0);
  return { ...next, kind: "workspace", ...(Object.keys(delivery).length ? { delivery } : {}) };
}

const besideDelivery = (all: Ours): Partial<Workspace> =>
  Object.fromEntries(OURS.filter((name) => name !== "delivery").map((name) => [name, all[name]]));

/** A list with one row changed, or without it. */
export const changedAt = <T>(rows: readonly T[], at: number, row: T | null): T[] =>
  rows.flatMap((one, index) => (index === at ? (row === null ? [] : [row]) : [one]));
