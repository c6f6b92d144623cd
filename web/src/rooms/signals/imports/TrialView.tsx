/** The dry run of an import: how each column is read, how the first rows will be, which rows cannot be taken. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { ImportTrial, MappedColumn, PreviewedRow, RefusedRow } from "@/api/wire";
import { cx } from "@/ui/classes";
import { count, plain } from "@/ui/format/format";
import { Note } from "@/ui/note/Note";
import { Table, type Column } from "@/ui/table/Table";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./TrialView.module.css";

interface Props {
  trial: ImportTrial;
  map: Readonly<Record<string, string>>;
  onMap: (map: Record<string, string>) => void;
  /** Something was changed since it was tried. */
  stale: boolean;
}

export function TrialView({ trial, map, onMap, stale }: Props): JSX.Element {
  const { shape, rows, refused, whole } = trial;
  const columns: Column<MappedColumn>[] = [
    { name: t("Column"), cell: (one) => <b>{one.name}</b>, phone: "line" },
    {
      name: t("Becomes"),
      cell: (one) => (
        <TextInput
          size="xs"
          aria-label={t`What ${one.name} becomes`}
          value={map[one.name] ?? one.field}
          onChange={(event) => onMap({ ...map, [one.name]: event.currentTarget.value })}
        />
      ),
      phone: "line",
    },
    { name: t("Read as"), cell: (one) => one.type, phone: "plain" },
  ];
  return (
    <div className={layout.stack} role="status">
      <p>
        <b>{t`${count(rows - refused)} of ${whole ? "" : t("the first ")}${count(rows)} rows can be taken`}</b>
        {refused ? t`, ${count(refused)} cannot.` : "."}
        <span className={layout.dim}>
          {" "}
          {t`Read as ${shape.format}${shape.encoding ? `, ${shape.encoding}` : ""}${shape.delimiter ? t`, columns parted by "${shape.delimiter}"` : ""}.`}
        </span>
      </p>
      <p
        className={cx(layout.small, layout.dim)}
      >{rich`A field is a name such as ${(<code>email</code>)} or any other; ${(<code>-</code>)} leaves the column out, and ${(<code>:text</code>)} behind the name reads it as text.`}</p>
      <Table
        label={t("Columns")}
        flush
        columns={columns}
        rows={shape.columns ?? []}
        keyOf={(one) => one.name}
      />
      {stale ? (
        <Note>{t("You changed columns: try it again before you take the rows.")}</Note>
      ) : null}
      <Preview rows={trial.preview} />
      <BadRows rows={trial.faults} />
    </div>
  );
}

export function BadRows({ rows }: { rows: readonly RefusedRow[] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <section className={cx(layout.stack, layout.tight)}>
      <h3>{t("Rows that cannot be taken")}</h3>
      <Table
        label={t("Rows that cannot be taken")}
        flush
        columns={FAULTS}
        rows={rows}
        keyOf={(one) => `${one.line} ${one.column}`}
      />
    </section>
  );
}

const FAULTS: Column<RefusedRow>[] = [
  { name: t("Line"), cell: (one) => count(one.line) },
  { name: t("Column"), cell: (one) => one.column },
  { name: t("There stood"), cell: (one) => <code>{one.seen || t("nothing")}</code>, phone: "line" },
  { name: t("Expected"), cell: (one) => one.expected, phone: "line" },
];

export function Preview({ rows }: { rows: readonly PreviewedRow[] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>{t("How the first rows will be")}</summary>
      <ul className={css.preview}>
        {rows.map((row) => (
          <li key={row.line}>
            {Object.entries(row.fields)
              .map(([name, value]) => `${name}: ${plain(value)}`)
              .join(", ")}
          </li>
        ))}
      </ul>
    </details>
  );
}
