/** How a metric is drawn: lines of groups over periods, stages of a funnel, or a bar for each row. */
import type { MetricColumn, MetricTable } from "@/api/wire";
import type { Ink } from "@/ui/chart/Chart";
import { axis, GRID } from "@/ui/chart/axes";
import { count, decimal, share } from "@/ui/format/format";
import { RATE_FROM } from "@/ui/format/rate";
import { t } from "@/language/t";

export type Cells = MetricTable["rows"][number];
const GROUPS_DRAWN = 8;
const MAIN: Record<string, string> = {
  list_health: "sent",
  message_volume: "mean",
  latency: "whole_p50",
};

const numberAt = (row: Cells, at: number) => (typeof row[at] === "number" ? row[at] : null);

/** A cell in words. */
export function told(value: unknown, unit: MetricColumn["unit"]): string {
  if (value === null || value === undefined || value === "") return unit === "text" ? "all" : "—";
  if (typeof value !== "number") return String(value);
  if (unit === "share") return share(value);
  if (unit === "ms") return t`${count(value)} ms`;
  return unit === "count" ? count(value) : decimal(value);
}

/** A cell of a table in words: no share of fewer than thirty. */
export function toldIn(data: MetricTable, row: Cells, at: number): string {
  const column = data.columns[at];
  if (!column) return "";
  const isHidden = column.unit === "share" && row[at] !== null && isOfFew(data, row);
  return isHidden ? t("too few") : told(row[at], column.unit);
}

/** The shares of a row are of what stands in its first column of counts; a curve's period stands before that. */
function isOfFew(data: MetricTable, row: Cells): boolean {
  const below = data.columns.findIndex(
    (one) => one.unit === "count" && !(data.metric === "retention" && one.name === "period"),
  );
  return (numberAt(row, below) ?? 0) < RATE_FROM;
}

function mainColumn(data: MetricTable): number {
  const named = data.columns.findIndex((one) => one.name === MAIN[data.metric]);
  if (named >= 0) return named;
  const shares = data.columns.findIndex((one) => one.unit === "share");
  return shares >= 0 ? shares : data.columns.length - 1;
}

interface Series {
  name: string;
  data: (number | null)[];
}

function curves(data: MetricTable): { labels: string[]; series: Series[] } {
  const groups = [...new Set(data.rows.map((row) => String(row[0])))].slice(-GROUPS_DRAWN);
  const longest = Math.max(...data.rows.map((row) => numberAt(row, 1) ?? 0));
  const labels = Array.from({ length: longest + 1 }, (_, at) => String(at));
  const series = groups.map((name) => ({
    name: name || "all",
    data: labels.map((label) => {
      const row = data.rows.find((one) => String(one[0]) === name && String(one[1]) === label);
      return row && !isOfFew(data, row) ? numberAt(row, 4) : null;
    }),
  }));
  return { labels, series };
}

function stages(data: MetricTable): { labels: string[]; series: Series[] } {
  const at = data.columns.flatMap((one, index) => (one.unit === "count" ? [index] : []));
  const series = data.rows.slice(0, GROUPS_DRAWN).map((row) => ({
    name: String(row[0]) || "all",
    data: at.map((index) => numberAt(row, index)),
  }));
  return {
    labels: at.map((index) => (data.columns[index]?.name ?? "").replace(/_/g, " ")),
    series,
  };
}

function bars(data: MetricTable): { labels: string[]; series: Series[] } {
  const main = mainColumn(data);
  const texts = data.columns.flatMap((one, index) => (one.unit === "text" ? [index] : []));
  const labels = data.rows.map((row) =>
    texts
      .map((at) => row[at])
      .filter(Boolean)
      .join(", "),
  );
  const name = (data.columns[main]?.name ?? "").replace(/_/g, " ");
  const isShare = data.columns[main]?.unit === "share";
  const shown = data.rows.map((row) =>
    isShare && isOfFew(data, row) ? null : numberAt(row, main),
  );
  return { labels, series: [{ name, data: shown }] };
}

/** The chart of a metric. */
export function drawn(data: MetricTable, ink: Ink) {
  const isCurve = data.metric === "retention";
  const { labels, series } = isCurve
    ? curves(data)
    : data.metric === "funnel"
      ? stages(data)
      : bars(data);
  const unit = isCurve
    ? "share"
    : data.metric === "funnel"
      ? "count"
      : (data.columns[mainColumn(data)]?.unit ?? "count");
  const tones = [ink.accent, ink.info, ink.good, ink.ink, ink.quiet];
  const words = (value: unknown) => told(value, unit);
  return {
    grid: { ...GRID, top: series.length > 1 ? 34 : 14 },
    legend: { show: series.length > 1, top: 0, type: "scroll", textStyle: { color: ink.quiet } },
    xAxis: { type: "category", data: labels, ...axis(ink), splitLine: { show: false } },
    yAxis: {
      type: "value",
      ...axis(ink),
      axisLabel: { color: ink.quiet, fontSize: 11, formatter: words },
    },
    tooltip: { valueFormatter: words },
    series: series.map((one, at) => ({
      name: one.name,
      type: isCurve ? "line" : "bar",
      data: one.data,
      barMaxWidth: 34,
      itemStyle: { color: tones[at % tones.length] },
      lineStyle: { width: 2, type: at < tones.length ? "solid" : "dashed" },
    })),
  };
}
