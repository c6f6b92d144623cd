/** One row of the outline. */
import type { JSX } from "react";
import { ENTRY, type EdgeStart } from "@/canvas/commands";
import { nodeName, type Journey } from "@/canvas/document";
import { definitionOf, iconOf } from "@/canvas/kinds";
import type { OutlineRow } from "@/canvas/outline";
import { KindChip } from "@/ui/chip/KindChip";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { lineOf, otherWords, stepWords, type Marks } from "./rowWords";
import { t } from "@/language/t";
import css from "./outline.module.css";

const DEEPEST = 9;

interface Props {
  row: OutlineRow;
  document: Journey;
  marks: Marks;
  /** The keys are here. */
  current: boolean;
  selected: boolean;
  /** Pressed; with Ctrl, Shift or Meta it is one of several. */
  onPress: (many: boolean) => void;
  onToggle: () => void;
  onAdd: (after: EdgeStart, screen: { x: number; y: number }) => void;
}

export function Row({
  row,
  document,
  marks,
  current,
  selected,
  onPress,
  onToggle,
  onAdd,
}: Props): JSX.Element {
  const words =
    row.kind === "step" ? stepWords(document, row.id, row.place, marks) : otherWords(document, row);
  const from = row.kind === "entry" ? { node: ENTRY, handle: "start" } : pathBehind(row);
  return (
    <li
      role="treeitem"
      tabIndex={current ? 0 : -1}
      data-row={row.key}
      data-kind={row.kind}
      data-level={Math.min(row.level, DEEPEST)}
      aria-level={row.level}
      aria-selected={selected}
      aria-label={words}
      className={css.row}
      onClick={(event) => onPress(event.ctrlKey || event.metaKey || event.shiftKey)}
      onKeyDown={(event) => {
        if (event.key !== " " || event.target !== event.currentTarget) return;
        event.preventDefault();
        onToggle();
      }}
    >
      <Face row={row} document={document} marks={marks} />
      {from ? (
        <button
          type="button"
          tabIndex={-1}
          className={css.add}
          aria-label={t`Add a step: ${words}`}
          onClick={(event) => {
            event.stopPropagation();
            const box = event.currentTarget.getBoundingClientRect();
            onAdd(from, { x: box.left, y: box.bottom });
          }}
        >
          <Icon name="plus" size={13} />
        </button>
      ) : null}
    </li>
  );
}

/** The path on which a step is added by the button of a row; null where there is none. */
const pathBehind = (row: Exclude<OutlineRow, { kind: "entry" }>): EdgeStart | null =>
  row.kind === "step" ? null : row.from;

function Face({ row, document, marks }: Pick<Props, "row" | "document" | "marks">): JSX.Element {
  if (row.kind !== "step")
    return (
      <span className={cx(layout.grow, css.words, row.kind === "entry" ? "" : layout.dim)}>
        {row.kind === "entry" ? <KindChip kind="entry" icon="entry" /> : null}
        {row.kind === "path" ? <Icon name="right" size={12} /> : null}
        <span>{row.kind === "path" ? row.edge.label || t("then") : otherWords(document, row)}</span>
      </span>
    );
  const node = document.nodes[row.id];
  if (!node) return <span />;
  return (
    <>
      <KindChip kind={node.kind} icon={iconOf(node)} />
      <span className={cx(layout.grow, css.words)}>
        <span className={cx(layout.small, layout.dim)}>{definitionOf(node.kind).name}</span>{" "}
        <b>{nodeName(row.id, node)}</b>{" "}
        <span className={cx(layout.small, layout.dim, css.summary)}>{lineOf(node)}</span>
      </span>
      <Mark kind="others" words={marks.others} />
      <Mark kind="talk" words={marks.talk || ""} />
      <Mark kind={marks.errors ? "bad" : "warn"} words={marks.errors || marks.warnings || ""} />
    </>
  );
}

/** A number or initials at the end of a row; the name of the row says it in words. */
function Mark({ kind, words }: { kind: string; words: string | number }): JSX.Element | null {
  return words ? <span className={css.mark} data-tone={kind} data-words={words} /> : null;
}
