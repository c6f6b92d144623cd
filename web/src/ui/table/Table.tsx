/** A list of things as a table; on a phone each row is a card, so that nothing is cut and nothing scrolls sideways. */
import { useRef, type JSX, type MouseEvent, type ReactNode } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import css from "./table.module.css";

export interface Column<T> {
  name: string;
  cell: (row: T) => ReactNode;
  right?: boolean;
  /** On a phone: "line" takes the width of the card, "plain" stands without its name, "none" is left out, "check" is a box before the title. */
  phone?: "line" | "plain" | "none" | "check";
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** A click beside the links opens the row; keyboards use the link in it. */
  onOpen?: (row: T) => void;
  /** It stands in a card that has its own padding. */
  flush?: boolean;
}

export function Table<T>({ label, columns, rows, keyOf, onOpen, flush }: Props<T>): JSX.Element {
  const pressed = useRef("");
  const open = (event: MouseEvent, row: T) => {
    const selected = String(window.getSelection() ?? "");
    if (
      (event.target as Element).closest("a, button") ||
      (selected && selected !== pressed.current)
    )
      return;
    onOpen?.(row);
  };
  return (
    <table
      className={cx(css.table, css.rows)}
      data-flush={flush || undefined}
      role="table"
      aria-label={label}
      onMouseDown={() => {
        pressed.current = String(window.getSelection() ?? "");
      }}
    >
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((one) => (
            <th
              key={one.name}
              scope="col"
              role="columnheader"
              data-right={one.right || undefined}
              data-phone={one.phone}
            >
              {one.phone === "check" ? (
                <span className={layout.hiddenVisually}>{one.name}</span>
              ) : (
                one.name
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            role="row"
            data-go={onOpen ? true : undefined}
            onClick={onOpen ? (event) => open(event, row) : undefined}
          >
            {columns.map((one) => (
              <td
                key={one.name}
                role="cell"
                data-right={one.right || undefined}
                data-phone={one.phone}
                data-label={one.name}
              >
                {one.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
