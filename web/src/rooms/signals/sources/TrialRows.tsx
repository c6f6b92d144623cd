/** The dry run of a source: what each column becomes, how the first rows will be, which cannot be taken. */
import type { JSX } from "react";
import type { MappedColumn, SourceTrial } from "@/api/wire";
import { count } from "@/ui/format/format";
import { Note } from "@/ui/note/Note";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { BadRows, Preview } from "../imports/TrialView";
import { t } from "@/language/t";

const COLUMNS: Column<MappedColumn>[] = [
  { name: t("Column"), cell: (one) => <b>{one.name}</b> },
  { name: t("Becomes"), cell: (one) => (one.field === "-" ? t("left out") : one.field) },
  { name: t("Read as"), cell: (one) => one.type },
];

export function TrialRows({ trial }: { trial: SourceTrial }): JSX.Element {
  const { rows, refused, whole } = trial;
  if (rows === 0)
    return <Note>{t("There are no rows to be read, or none since the last run.")}</Note>;
  return (
    <div className={layout.stack} role="status">
      <p>
        <b>{t`${count(rows - refused)} of ${whole ? "" : t("the first ")}${count(rows)} rows can be taken`}</b>
        {refused ? t`, ${count(refused)} cannot.` : "."}
      </p>
      <Table
        label={t("Columns")}
        flush
        columns={COLUMNS}
        rows={trial.columns}
        keyOf={(one) => `${one.name} ${one.field}`}
      />
      <Preview rows={trial.preview} />
      <BadRows rows={trial.faults} />
    </div>
  );
}
