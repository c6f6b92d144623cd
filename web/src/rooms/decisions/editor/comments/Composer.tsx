/** A box to say something in; "@" offers whom to mention. */
import { Button, Textarea } from "@mantine/core";
import { useId, useRef, useState, type JSX, type KeyboardEvent } from "react";
import type { Mentionable } from "@/api/wire";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { matching, mentionsOf, typedMention, withMention } from "./mentions";
import { t } from "@/language/t";
import css from "./comments.module.css";

const LONGEST = 4000;

interface Props {
  label: string;
  act: string;
  people: readonly Mentionable[];
  /** Says it; the box is emptied when that worked, and keeps what was typed when it did not. */
  onSay: (text: string, mentions: string[]) => Promise<boolean>;
  /** Gives up what was typed. */
  onCancel?: () => void;
  /** Leaves the box; what was typed is kept. */
  onEscape?: () => void;
  first?: string;
  /** Hears what stands in the box. */
  onTyped?: (text: string) => void;
  autoFocus?: boolean;
}

export function Composer({
  label,
  act,
  people,
  onSay,
  onCancel,
  onEscape,
  first = "",
  onTyped,
  autoFocus = false,
}: Props): JSX.Element {
  const [text, setText] = useState(first);
  const [cursor, setCursor] = useState(first.length);
  const [closed, setClosed] = useState(false);
  const [at, setAt] = useState(0);
  const [sending, setSending] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const typed = typedMention(text, cursor);
  const offered = typed === null || closed ? [] : matching(people, typed);
  const chosen = Math.min(at, offered.length - 1);

  const change = (next: string, place: number) => {
    setText(next);
    onTyped?.(next);
    setCursor(place);
    setClosed(false);
    setAt(0);
  };
  const mention = (one: Mentionable) => {
    const next = withMention(text, cursor, one.name);
    change(next.text, next.cursor);
    setTimeout(() => {
      box.current?.focus();
      box.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const send = () => {
    if (!text.trim() || sending) return;
    setSending(true);
    void onSay(text, mentionsOf(text, people)).then((done) => {
      setSending(false);
      if (done) change("", 0);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    const one = offered[chosen];
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    else if (one && (key === "Enter" || key === "Tab")) mention(one);
    else if (one && (key === "ArrowDown" || key === "ArrowUp"))
      setAt((chosen + (key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length);
    else if (one && key === "Escape") setClosed(true);
    else if (key === "Escape" && onEscape) onEscape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={css.composer}>
      <Textarea
        ref={box}
        label={label}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST}
        autoFocus={autoFocus}
        value={text}
        onChange={({ currentTarget: { value, selectionStart } }) => change(value, selectionStart)}
        onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={offered.length > 0}
        aria-controls={list}
        aria-activedescendant={offered.length ? `${list}-${chosen}` : undefined}
        placeholder={t("@ mentions somebody")}
      />
      <ul id={list} role="listbox" aria-label={t("Whom to mention")} hidden={offered.length === 0}>
        {offered.map((one, number) => (
          <li
            key={one.email}
            id={`${list}-${number}`}
            role="option"
            aria-selected={number === chosen}
            onMouseDown={(event) => {
              event.preventDefault();
              mention(one);
            }}
          >
            {one.name} <span className={cx(layout.small, layout.dim)}>{one.email}</span>
          </li>
        ))}
      </ul>
      <div className={cx(layout.row, css.acts)}>
        <Button size="xs" onClick={send} disabled={!text.trim()} loading={sending}>
          {act}
        </Button>
        {onCancel ? (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              change("", 0);
              onCancel();
            }}
          >
            {t("Cancel")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
