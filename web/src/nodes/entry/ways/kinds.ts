/** The kinds of ways in, in the order in which they are offered. One more is one file and one line here. */
import type { Trigger } from "@/canvas/document";
import { accountEvent } from "./accountEvent";
import { accountList, accountSegment } from "./accountStates";
import { change } from "./change";
import { condition } from "./condition";
import { date } from "./date";
import { event } from "./event";
import { item } from "./item";
import { list } from "./list";
import { request } from "./request";
import { schedule } from "./schedule";
import { segment } from "./segment";
import type { Way } from "./way";

export const WAYS: readonly Way[] = [
  event,
  change,
  condition,
  segment,
  list,
  date,
  schedule,
  request,
  item,
  accountEvent,
  accountSegment,
  accountList,
];

const NOTHING: readonly unknown[] = [undefined, null, "", false];

/** The fields that say something. */
export const saidBy = (trigger: Trigger) =>
  Object.entries(trigger).filter(([, value]) => !NOTHING.includes(value));

/** The kind whose form shows all that the trigger says; undefined where none does, and it is to be kept as it is. */
export function wayOf(trigger: Trigger): Way | undefined {
  const said = saidBy(trigger).map(([field]) => field);
  const fitting = WAYS.filter(
    (way) =>
      said.every(
        (field) => field === way.kind || (way.owns as readonly string[]).includes(field),
      ) &&
      (way.fits?.(trigger) ?? true),
  );
  return (
    fitting.find(({ kind }) => Boolean(trigger[kind])) ??
    fitting.find(({ kind }) => trigger[kind] !== undefined)
  );
}

/** The trigger as one of another kind, with what both kinds have. */
export function asWay(trigger: Trigger, way: Way): Trigger {
  const kept = Object.entries(trigger).filter(([field]) =>
    (way.owns as readonly string[]).includes(field),
  );
  return { ...way.create(), ...Object.fromEntries(kept) };
}
