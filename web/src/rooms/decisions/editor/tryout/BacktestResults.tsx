/** What a backtest found: per step and day what would have gone out, and what would have been withheld. */
import { useCallback, useMemo, type JSX } from "react";
import type { BacktestResult } from "@/api/wire";
import { nodeName, type Journey } from "@/canvas/document";
import { Chart, Framed, type Column, type Ink } from "@/ui/chart/Chart";
import { count, day, share, spoken } from "@/ui/format/format";
import { Figures } from "@/ui/figures/Figures";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import table from "@/ui/table/table.module.css";

interface DayRow {
  day: string;
  byNode: Record<string, number>;
}

/** One row a day, also for the quiet days between the first and the last. */
function daysOf(result: BacktestResult): DayRow[] {
  const found = new Map<string, Record<string, number>>();
  for (const one of result.messages) {
    const row = found.get(one.day) ?? {};
    row[one.node] = (row[one.node] ?? 0) + one.count;
    found.set(one.day, row);
  }
  const known = [...found.keys()].sort();
  const [first, last] = [Date.parse(known[0] ?? ""), Date.parse(known.at(-1) ?? "")];
  if (Number.isNaN(first)) return [];
  const rows: DayRow[] = [];
  for (let at = first; at <= last; at += 86_400_000) {
    const key = new Date(at).toISOString().slice(0, 10);
    rows.push({ day: key, byNode: found.get(key) ?? {} });
  }
  return rows;
}

const total = (row: DayRow) => Object.values(row.byNode).reduce((sum, one) => sum + one, 0);
const tints = (ink: Ink) => [ink.accent, ink.info, ink.quiet, ink.good];

export function BacktestResults({
  result,
  document,
}: {
  result: BacktestResult;
  document: Journey;
}): JSX.Element {
  const rows = useMemo(() => daysOf(result), [result]);
  const steps = useMemo(
    () =>
      Object.keys(document.nodes).filter((id) => result.messages.some((one) => one.node === id)),
    [document, result],
  );
  const name = (id: string) => (id ? nodeName(id, document.nodes[id]) : t("The entry"));
  const names = steps.map(name).join("\n");
  const option = useCallback(
    (ink: Ink) => {
      const axis = {
        axisTick: { show: false },
        axisLine: { lineStyle: { color: ink.line } },
        axisLabel: { color: ink.quiet, fontSize: 11 },
        splitLine: { lineStyle: { color: ink.line } },
      };
      const titles = names.split("\n");
      return {
        grid: { left: 4, right: 8, top: 10, bottom: steps.length > 1 ? 30 : 0, containLabel: true },
        legend: {
          show: steps.length > 1,
          bottom: 0,
          type: "scroll",
          textStyle: { color: ink.quiet, fontSize: 11 },
          itemWidth: 10,
          itemHeight: 10,
        },
        xAxis: {
          type: "category",
          data: rows.map((one) => day(Date.parse(one.day)).replace(/,? \d{4}$/, "")),
          ...axis,
        },
        yAxis: { type: "value", minInterval: 1, ...axis },
        series: steps.map((id, at) => ({
          name: titles[at] ?? id,
          type: "bar",
          stack: "all",
          data: rows.map((one) => one.byNode[id] ?? 0),
          barMaxWidth: 18,
          itemStyle: { color: tints(ink)[at % 4], opacity: at < 4 ? 1 : 0.55 },
        })),
      };
    },
    [rows, steps, names],
  );
  const columns: Column<DayRow>[] = [
    { name: "day", value: (one) => one.day, show: (one) => day(Date.parse(one.day)) },
    ...steps.map((id) => ({ name: name(id), value: (one: DayRow) => one.byNode[id] ?? 0 })),
    { name: "all", value: total },
  ];
  const held = [...result.withheld, ...result.not_entered].sort((a, b) => b.count - a.count);
  return (
    <div className={layout.stack} role="region" aria-label={t("What would have happened")}>
      <Figures
        items={[
          { name: t("Would enter"), value: count(result.entered) },
          { name: t("Would be messaged"), value: count(result.messaged) },
          {
            name: t("Looked at"),
            value: count(result.people),
            under: result.share < 1 ? t`${share(result.share, 0)} of all people` : t("everybody"),
          },
        ]}
      />
      {rows.length ? (
        <Framed
          title={t("Messages by step and day")}
          file={`${document.id}-backtest`}
          columns={columns}
          rows={rows}
        >
          <Chart
            option={option}
            height={190}
            label={t`Messages that the draft would have sent, by step and day: ${count(rows.reduce((sum, one) => sum + total(one), 0))} in ${rows.length} days`}
          />
        </Framed>
      ) : null}
      {steps.length ? (
        <table
          className={cx(table.table, layout.num)}
          data-flush
          aria-label={t("Messages by step")}
        >
          <thead>
            <tr>
              <th scope="col">{t("Step")}</th>
              <th scope="col" data-right>
                {t("Messages")}
              </th>
            </tr>
          </thead>
          <tbody>
            {steps.map((id) => (
              <tr key={id}>
                <td>{name(id)}</td>
                <td data-right>
                  {count(rows.reduce((sum, one) => sum + (one.byNode[id] ?? 0), 0))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {held.length ? (
        <table className={cx(table.table, layout.num)} data-flush aria-label={t("Not sent")}>
          <thead>
            <tr>
              <th scope="col">{t("Not sent")}</th>
              <th scope="col">{t("Why")}</th>
              <th scope="col" data-right>
                {t("Times")}
              </th>
            </tr>
          </thead>
          <tbody>
            {held.map((one, at) => (
              <tr key={at}>
                <td>{name(one.node)}</td>
                <td>
                  {spoken(one.reason)}{" "}
                  <span className={cx(layout.small, layout.dim)}>{spoken(one.kind)}</span>
                </td>
                <td data-right>{count(one.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  );
}
