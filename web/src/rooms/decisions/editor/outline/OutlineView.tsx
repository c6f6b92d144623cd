/** The journey as a nested list: what the canvas does, for the keyboard, a screen reader and a phone. */
import { useCallback, useEffect, useMemo, useRef, useState, type JSX } from "react";
import type { PresentAuthor } from "@/api/wire";
import type { Fault } from "@/api/faults";
import { ENTRY, type EdgeStart } from "@/canvas/commands";
import { outlineRows, type OutlineRow } from "@/canvas/outline";
import { useKeys, type KeyActs } from "../canvas/useKeys";
import { initials } from "../together/initials";
import type { Editor } from "../useEditor";
import { Notes } from "./Notes";
import { Row } from "./Row";
import type { Marks } from "./rowWords";
import { stepOf, useOutlineActs } from "./useOutlineActs";
import { t } from "@/language/t";
import css from "./outline.module.css";

interface Props {
  editor: Editor;
  acts: KeyActs;
  faults: readonly Fault[];
  others: readonly PresentAuthor[];
  talk: ReadonlyMap<string, number>;
  /** Nothing is open that takes the keys. */
  active: boolean;
  onPick: (after: EdgeStart, screen: { x: number; y: number }) => void;
  /** Shows the form of what is selected. */
  onOpen: () => void;
}

const rowOf = (list: HTMLElement | null, key: string) =>
  [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])].find(
    (row) => row.dataset.row === key,
  );

export function OutlineView(props: Props): JSX.Element {
  const { editor, acts, active, onPick, onOpen } = props;
  const { document, selection, select } = editor;
  const rows = useMemo(() => outlineRows(document), [document]);
  const list = useRef<HTMLUListElement>(null);
  const [cursor, setCursor] = useState<string>(editor.focus ?? ENTRY);
  const wanted = useRef<string | null>(null);
  const found = rows.findIndex((row) => row.key === cursor);
  const at = found === -1 ? 0 : found;

  const focus = useCallback((key: string) => {
    wanted.current = key;
    setCursor(key);
  }, []);
  useEffect(() => {
    // after each drawing: the row may have come with it
    if (wanted.current === null) return;
    const row = rowOf(list.current, wanted.current);
    if (row) wanted.current = null;
    row?.focus();
  });
  const selected = editor.focus;
  useEffect(() => {
    // what was added or selected elsewhere is where the keys go on
    if (selected === null) return;
    setCursor((now) => {
      const row = rows.find((one) => one.key === now);
      return row && stepOf(row) === selected ? now : selected;
    });
  }, [selected, rows]);

  const go = useCallback(
    (to: number) => {
      const row = rows[to];
      if (!row) return;
      focus(row.key);
      select([stepOf(row)]);
    },
    [rows, focus, select],
  );
  const where = useMemo(() => ({ rows, at, go, focus }), [rows, at, go, focus]);
  const own = useOutlineActs(editor, acts, where);
  useKeys(editor, own, active);
  const marks = useMarks(props);
  const toggle = (row: OutlineRow) => {
    const id = stepOf(row);
    setCursor(row.key);
    select(selection.includes(id) ? selection.filter((one) => one !== id) : [...selection, id]);
  };

  return (
    <div className={css.outline}>
      <ul
        ref={list}
        role="tree"
        aria-label={t("Outline of the journey")}
        aria-multiselectable="true"
        className={css.rows}
      >
        {rows.map((row, place) => (
          <Row
            key={row.key}
            row={row}
            document={document}
            marks={marks.get(stepOf(row)) ?? NO_MARKS}
            current={place === at}
            selected={
              row.kind === "step" || row.kind === "entry" ? selection.includes(stepOf(row)) : false
            }
            onPress={(many) => {
              if (many) toggle(row);
              else {
                go(place);
                onOpen();
              }
            }}
            onToggle={() => toggle(row)}
            onAdd={onPick}
          />
        ))}
      </ul>
      <Notes editor={editor} />
    </div>
  );
}

const NO_MARKS: Marks = { errors: 0, warnings: 0, talk: 0, others: "" };

/** What there is to say about each step. */
function useMarks({ faults, others, talk }: Props): ReadonlyMap<string, Marks> {
  return useMemo(() => {
    const marks = new Map<string, Marks>();
    const of = (id: string): Marks => {
      const known = marks.get(id) ?? { ...NO_MARKS };
      marks.set(id, known);
      return known;
    };
    for (const { node, severity } of faults)
      of(node ?? ENTRY)[severity === "error" ? "errors" : "warnings"] += 1;
    for (const [id, count] of talk) if (id) of(id).talk = count;
    for (const { step, name } of others)
      if (step) of(step).others = [of(step).others, initials(name)].filter(Boolean).join(" ");
    return marks;
  }, [faults, others, talk]);
}
