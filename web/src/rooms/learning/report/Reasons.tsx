/** How people left, and why messages were not sent: reasons with how often, the commonest first. */
import { Button } from "@mantine/core";
import { useState, type JSX } from "react";
import type { Report } from "@/api/wire";
import { count } from "@/ui/format/format";
import { rateBeside } from "@/ui/format/rate";
import { reasonWords, sumsOf, type Sum } from "./sums";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import pairs from "./report.module.css";
import css from "./Reasons.module.css";
import layout from "@/ui/layout/layout.module.css";
import table from "@/ui/table/table.module.css";

const FIRST = 6;

export function Reasons({ journey, data }: { journey: string; data: Report }): JSX.Element | null {
  const left = sumsOf((data.exits ?? []).map(([reason, number]) => [reason, number]));
  const unsent = sumsOf(
    (data.refusals ?? [])
      .filter((one) => one.kind !== "not_entered")
      .map((one) => [String(one.reason), Number(one.count)]),
  );
  const kept = sumsOf(
    (data.refusals ?? [])
      .filter((one) => one.kind === "not_entered")
      .map((one) => [String(one.reason), Number(one.count)]),
  );
  if (!left.length && !unsent.length && !kept.length) return null;
  return (
    <div className={cx(pairs.twoUp, css.twoUpLoose)} key={journey}>
      <List title={t("How people left")} rows={left} />
      <List title={t("Why messages were not sent")} rows={unsent} />
      <List title={t("Why people did not enter")} rows={kept} />
    </div>
  );
}

function List({ title, rows }: { title: string; rows: Sum[] }): JSX.Element | null {
  const [all, setAll] = useState(false);
  if (!rows.length) return null;
  const total = rows.reduce((sum, one) => sum + one.count, 0);
  return (
    <section className={cx(layout.card, layout.pad)} aria-label={title}>
      <h2>{title}</h2>
      <table className={cx(table.table, layout.num, css.reasons)} data-flush>
        <tbody>
          {rows.slice(0, all ? rows.length : FIRST).map((one) => (
            <tr key={one.reason}>
              <td>{reasonWords(one.reason)}</td>
              <td data-right>
                <b>{count(one.count)}</b>{" "}
                <span className={cx(layout.dim, layout.small)}>
                  {rateBeside(one.count, total, 0)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > FIRST && !all ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setAll(true)}
        >{t`All ${rows.length}`}</Button>
      ) : null}
    </section>
  );
}
