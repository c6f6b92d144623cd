/** A chart with its table and its CSV: what is drawn can always be read and taken away. */
import { Button, SegmentedControl } from "@mantine/core";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState, type JSX } from "react";
import type { Option } from "./echarts";
import { spoken } from "../format/format";
import { Icon } from "../icon/Icon";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./Chart.module.css";
import layout from "../layout/layout.module.css";
import table from "../table/table.module.css";

export interface Ink {
  ink: string;
  quiet: string;
  line: string;
  accent: string;
  surface: string;
  good: string;
  info: string;
  font: string;
}

function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    quiet: of("--ink-3"),
    line: of("--line"),
    accent: of("--accent"),
    surface: of("--surface"),
    good: of("--good"),
    info: of("--info"),
    font: of("--font"),
  };
}

/** Tooltips are drawn on the canvas (rich text): HTML ones would need inline styles. */
function dressed(option: Option, ink: Ink): Option {
  const tooltip = {
    trigger: "axis",
    renderMode: "richText",
    backgroundColor: ink.surface,
    borderColor: ink.line,
    textStyle: { color: ink.ink, fontSize: 12 },
    ...(option.tooltip as object | undefined),
  };
  return {
    animationDuration: 300,
    aria: { enabled: true },
    textStyle: { fontFamily: ink.font, color: ink.quiet },
    ...option,
    tooltip,
  };
}

export function Chart({
  option,
  height = 240,
  label,
}: {
  option: (ink: Ink) => Option;
  height?: number;
  label: string;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let stop = () => {};
    let gone = false;
    void import("./echarts").then(({ init }) => {
      if (gone) return;
      const ink = readInk();
      const chart = init(element, undefined, { renderer: "canvas" });
      chart.setOption(dressed(option(ink), ink));
      const watch = new ResizeObserver(() => chart.resize());
      watch.observe(element);
      stop = () => {
        watch.disconnect();
        chart.dispose();
      };
    });
    return () => {
      gone = true;
      stop();
    };
  }, [option, scheme]);
  return <div ref={box} role="img" aria-label={label} className={css.chart} style={{ height }} />;
}

export interface Column<T> {
  /** The head of the CSV's column. */
  name: string;
  /** The head of the table's, in words; the name where there is none. */
  title?: string;
  value: (row: T) => string | number | null;
  show?: (row: T) => string;
}

/** The rows as CSV text, quoted where needed. A text that a spreadsheet would take for a formula becomes plain text. */
export function csvOf<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const cell = (value: string | number | null) => {
    const text = typeof value === "string" ? inert(value) : String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [
    columns.map((one) => cell(one.name)).join(","),
    ...rows.map((row) => columns.map((one) => cell(one.value(row))).join(",")),
  ].join("\n");
}

const inert = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

interface FramedProps<T> {
  title: string;
  text?: string;
  file: string;
  columns: Column<T>[];
  rows: readonly T[];
  children: JSX.Element;
}

/** A chart in its card, with the switch to its table and the download. */
export function Framed<T>({
  title,
  text,
  file,
  columns,
  rows,
  children,
}: FramedProps<T>): JSX.Element {
  const [view, setView] = useState("chart");
  return (
    <section className={cx(layout.card, layout.pad)} aria-label={title}>
      <div className={cx(layout.spread, layout.wrap, css.chartHead)}>
        <div>
          <h2>{title}</h2>
          {text ? <p className={cx(layout.dim, layout.small)}>{text}</p> : null}
        </div>
        <div className={layout.row}>
          <SegmentedControl
            size="xs"
            value={view}
            onChange={setView}
            data={[
              { value: "chart", label: t("Chart") },
              { value: "table", label: t("Table") },
            ]}
            aria-label={t`${title}: how to show it`}
          />
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Icon name="download" size={13} />}
            onClick={() => save(file, csvOf(columns, rows))}
          >
            CSV
          </Button>
        </div>
      </div>
      {view === "chart" ? children : <Rows columns={columns} rows={rows} />}
    </section>
  );
}

function Rows<T>({ columns, rows }: { columns: Column<T>[]; rows: readonly T[] }): JSX.Element {
  return (
    <div className={table.tableWrap} tabIndex={0} role="region" aria-label={t("Table")}>
      <table className={cx(table.table, table.rows, layout.num)} role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((one) => (
              <th key={one.name} scope="col" role="columnheader">
                {one.title ?? spoken(one.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, at) => (
            <tr key={at} role="row">
              {columns.map((one) => (
                <td key={one.name} role="cell" data-label={one.title ?? spoken(one.name)}>
                  {one.show ? one.show(row) : (one.value(row) ?? "—")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
