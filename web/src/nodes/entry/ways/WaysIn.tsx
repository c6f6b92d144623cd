/** All ways in of a journey: the events that need no filter, and a card for each trigger. */
import { useRef, useState, type JSX } from "react";
import type { Fault } from "@/api/faults";
import type { Entry, Trigger } from "@/canvas/document";
import { Note } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import fields from "../../fields/fields.module.css";
import { EventsField } from "../../fields/NameFields";
import { AddWay } from "./AddWay";
import { WayCard } from "./WayCard";
import { t } from "@/language/t";
import css from "./ways.module.css";

interface Props {
  journey: string;
  entry: Entry;
  faults: readonly Fault[];
  set: (part: Partial<Entry>, merge?: string) => void;
}

/** Whether the fault is told here: at the card of a way in, or by the note that there is none. */
export const atWay = (fault: Fault): boolean => /^entry\.(on$|triggers\[)/.test(fault.at);

const atThis = (at: number) => (fault: Fault) =>
  new RegExp(`^entry\\.triggers\\[${at}\\](\\.|$)`).test(fault.at);

/** The acts on the list of triggers, as the document holds it. */
function useTriggers({ triggers = [] }: Entry, set: Props["set"]) {
  const [fresh, setFresh] = useState<number | null>(null);
  // A card has no name of its own: after a removal those behind it are drawn anew at their places.
  const [removals, setRemovals] = useState(0);
  const put = (all: Trigger[], merge?: string) =>
    set({ triggers: all.length ? all : undefined }, merge);
  return {
    fresh,
    removals,
    append: (trigger: Trigger) => {
      setFresh(triggers.length);
      put([...triggers, trigger]);
    },
    remove: (at: number) => {
      setFresh(null);
      setRemovals(removals + 1);
      put(triggers.filter((_, index) => index !== at));
    },
    change: (at: number, next: Trigger, field?: string) =>
      put(
        triggers.map((one, index) => (index === at ? next : one)),
        field && `entry.triggers.${at}.${field}`,
      ),
  };
}

export function WaysIn({ journey, entry, faults, set }: Props): JSX.Element {
  const { on = [], triggers = [] } = entry;
  const none = on.length === 0 && triggers.length === 0;
  const { fresh, removals, append, remove, change } = useTriggers(entry, set);
  // The box of events stays while the form is open, also when its last event is taken out.
  const [withEvents] = useState(on.length > 0 || none);
  const add = useRef<HTMLButtonElement>(null);
  return (
    <section className={css.ways} aria-label={t("Ways in")}>
      <div>
        <h3 className={fields.fieldLabel}>{t("Ways in")}</h3>
        <p className={cx(layout.small, layout.dim)}>{t("Any one of them lets people in.")}</p>
      </div>
      {none ? <Note>{t("Nobody can enter yet. Choose what starts the journey.")}</Note> : null}
      {withEvents || none || on.length > 0 ? (
        <EventsField
          label={t("People enter on")}
          description={t("One of these events.")}
          value={on}
          onChange={(names) => set({ on: names })}
        />
      ) : null}
      {triggers.map((trigger, at) => (
        <WayCard
          key={`${removals}-${at}`}
          trigger={trigger}
          journey={journey}
          number={at + 1}
          fresh={fresh === at}
          faults={faults.filter(atThis(at))}
          onChange={(next, field) => change(at, next, field)}
          onRemove={() => {
            remove(at);
            add.current?.focus();
          }}
        />
      ))}
      <AddWay target={add} first={none} onAdd={(way) => append(way.create())} />
    </section>
  );
}
