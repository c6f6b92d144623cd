/** All ways in of a journey: the events that need no filter, and a card for each trigger. */
import { Button, Menu } from "@mantine/core";
import { useRef, useState, type JSX, type RefObject } from "react";
import type { Fault } from "@/api/faults";
import type { Entry, Trigger } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { Note } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import fields from "../../fields/fields.module.css";
import { EventsField } from "../../fields/NameFields";
import { WAYS } from "./kinds";
import { WayCard } from "./WayCard";
import type { Way } from "./way";
import css from "./ways.module.css";

interface Props {
  entry: Entry;
  faults: readonly Fault[];
  set: (part: Partial<Entry>, merge?: string) => void;
}

/** Whether the fault is told here: at the card of a way in, or by the note that there is none. */
export const atWay = (fault: Fault): boolean => /^entry\.(on$|triggers\[)/.test(fault.at);

const atThis = (at: number) => (fault: Fault) =>
  new RegExp(`^entry\\.triggers\\[${at}\\](\\.|$)`).test(fault.at);

export function WaysIn({ entry, faults, set }: Props): JSX.Element {
  const { on, triggers = [] } = entry;
  const [fresh, setFresh] = useState<number | null>(null);
  // A card has no name of its own: after a removal those behind it are drawn anew at their places.
  const [removals, setRemovals] = useState(0);
  const [hadEvents] = useState(on.length > 0 || triggers.length === 0);
  const add = useRef<HTMLButtonElement>(null);
  const put = (all: Trigger[], merge?: string) =>
    set({ triggers: all.length ? all : undefined }, merge);
  const append = (way: Way) => {
    setFresh(triggers.length);
    put([...triggers, way.create()]);
  };
  const remove = (at: number) => {
    setFresh(null);
    setRemovals(removals + 1);
    put(triggers.filter((_, index) => index !== at));
    add.current?.focus();
  };
  const change = (at: number, next: Trigger, field?: string) =>
    put(
      triggers.map((one, index) => (index === at ? next : one)),
      field && `entry.triggers.${at}.${field}`,
    );
  return (
    <section className={css.ways} aria-label="Ways in">
      <div>
        <h3 className={fields.fieldLabel}>Ways in</h3>
        <p className={cx(layout.small, layout.dim)}>Any one of them lets people in.</p>
      </div>
      {on.length === 0 && triggers.length === 0 ? (
        <Note>Nobody can enter yet. Choose what starts the journey.</Note>
      ) : null}
      {hadEvents || on.length > 0 ? (
        <EventsField
          label="People enter on"
          description="One of these events."
          value={on}
          onChange={(names) => set({ on: names })}
        />
      ) : null}
      {triggers.map((trigger, at) => (
        <WayCard
          key={`${removals}-${at}`}
          trigger={trigger}
          number={at + 1}
          fresh={fresh === at}
          faults={faults.filter(atThis(at))}
          onChange={(next, field) => change(at, next, field)}
          onRemove={() => remove(at)}
        />
      ))}
      <AddWay target={add} first={on.length + triggers.length === 0} onAdd={append} />
    </section>
  );
}

function AddWay({
  target,
  first,
  onAdd,
}: {
  target: RefObject<HTMLButtonElement | null>;
  first: boolean;
  onAdd: (way: Way) => void;
}): JSX.Element {
  return (
    <Menu position="bottom-start" width={300} shadow="md">
      <Menu.Target>
        <Button
          ref={target}
          className={css.add}
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
        >
          {first ? "Add a way in" : "Add another way in"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {WAYS.map((way) => (
          <Menu.Item key={way.kind} onClick={() => onAdd(way)}>
            {way.name}
            <div className={cx(layout.small, layout.dim)}>{way.text}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
