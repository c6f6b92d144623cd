/** The charts of a report: lift over time, time to convert. */
import { useCallback, type JSX } from "react";
import type { DayPoint, Report } from "@/api/wire";
import { spanWords } from "@/canvas/duration";
import { axis, GRID } from "@/ui/chart/axes";
import { Chart, Framed, type Column, type Ink } from "@/ui/chart/Chart";
import { count, points, shortDay } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

const DAYS: Column<DayPoint>[] = [
  { name: "day", value: (one) => one.day },
  { name: "treated_units", title: t("messaged"), value: (one) => one.treated_units },
  {
    name: "treated_conversions",
    title: t("of them converted"),
    value: (one) => one.treated_conversions,
  },
  { name: "held_units", title: t("held out"), value: (one) => one.held_units },
  { name: "held_conversions", title: t("of them converted"), value: (one) => one.held_conversions },
  {
    name: "estimate",
    title: t("difference"),
    value: (one) => one.estimate,
    show: (one) => (one.estimate === null ? "—" : points(one.estimate)),
  },
  {
    name: "low",
    value: (one) => one.low,
    show: (one) => (one.low === null ? "—" : points(one.low)),
  },
  {
    name: "high",
    value: (one) => one.high,
    show: (one) => (one.high === null ? "—" : points(one.high)),
  },
];

/** The axis fits the later two thirds: in the first days the band is as wide as the page and would flatten the rest. */
export function rangeOf(days: readonly DayPoint[]): [number, number] {
  const later = days.slice(Math.floor(days.length / 3));
  const ends = later
    .flatMap((one) => [one.low, one.high, one.estimate])
    .filter((one): one is number => one !== null);
  const step = 0.05;
  const most = Math.max(0.02, ...ends) * 1.15;
  const least = Math.min(-0.02, ...ends) * 1.15;
  return most - least > 0.2
    ? [Math.floor(least / step) * step, Math.ceil(most / step) * step]
    : [Math.floor(least * 100) / 100, Math.ceil(most * 100) / 100];
}

export function LiftOverTime({
  journey,
  days,
}: {
  journey: string;
  days: DayPoint[];
}): JSX.Element {
  const option = useCallback(
    (ink: Ink) => {
      const low = days.map((one) => one.low);
      const band = days.map((one) =>
        one.low === null || one.high === null ? null : one.high - one.low,
      );
      const [least, most] = rangeOf(days);
      return {
        grid: GRID,
        xAxis: {
          type: "category",
          data: days.map((one) => shortDay(Date.parse(one.day))),
          boundaryGap: false,
          ...axis(ink),
          splitLine: { show: false },
        },
        yAxis: {
          type: "value",
          min: least,
          max: most,
          ...axis(ink),
          axisLabel: { color: ink.quiet, fontSize: 11, formatter: percent },
        },
        tooltip: {
          formatter: (all: { dataIndex: number }[]) => {
            const one = days[all[0]?.dataIndex ?? 0];
            return one && one.estimate !== null
              ? t`${one.day} ${points(one.estimate)}  (${points(one.low ?? 0)} to ${points(one.high ?? 0)})`
              : (one?.day ?? "");
          },
        },
        series: [
          {
            type: "line",
            data: low,
            stack: "band",
            symbol: "none",
            lineStyle: { opacity: 0 },
            silent: true,
          },
          {
            type: "line",
            data: band,
            stack: "band",
            symbol: "none",
            lineStyle: { opacity: 0 },
            areaStyle: { color: ink.accent, opacity: 0.14 },
            silent: true,
            stackStrategy: "all",
          },
          {
            type: "line",
            data: days.map((one) => one.estimate),
            symbol: days.length < 3 ? "circle" : "none",
            symbolSize: 8,
            itemStyle: { color: ink.accent },
            lineStyle: { color: ink.accent, width: 2 },
            markLine: {
              symbol: "none",
              silent: true,
              label: { show: false },
              lineStyle: { color: ink.quiet, type: "dashed" },
              data: [{ yAxis: 0 }],
            },
          },
        ],
      };
    },
    [days],
  );
  return (
    <Framed
      title={t("Lift over time")}
      text={t("The band holds at every look: you may read it each day.")}
      file={`${journey}-lift`}
      columns={DAYS}
      rows={days}
    >
      <Chart option={option} label={t("Lift over time with its interval")} />
    </Framed>
  );
}

interface Bin {
  label: string;
  people: number;
}

const binsOf = (histogram: Report["time_to_convert"]["histogram"]): Bin[] =>
  histogram.map((one) => ({ label: spanWords(one.from_ms), people: one.count }));

const BINS: Column<Bin>[] = [
  { name: "from", value: (one) => one.label },
  { name: "people", value: (one) => one.people },
];

/** In words: how long, of whom, and how many are not counted yet, since the quick are seen before the slow. */
export function tookWords(time: Report["time_to_convert"], within: number): string {
  const open = time.open
    ? t` ${count(time.open)} are still within it and not counted yet: the quick would be seen before the slow.`
    : "";
  if (time.median_ms === null)
    return t`Nobody has converted of the ${count(time.closed)} whose ${spanWords(within)} are over.${open}`;
  const late = time.p90_ms === null ? "" : t`, nine in ten within ${spanWords(time.p90_ms)}`;
  return t`Of those who converted, half did within ${spanWords(time.median_ms)}${late}. Counted are the ${count(time.closed)} whose ${spanWords(within)} are over.${open}`;
}

export function TimeToConvert({
  journey,
  time,
  within,
}: {
  journey: string;
  time: Report["time_to_convert"];
  within: number;
}): JSX.Element {
  const bins = binsOf(time.histogram);
  const text = tookWords(time, within);
  const key = JSON.stringify(bins);
  const option = useCallback(
    (ink: Ink) => {
      const all = JSON.parse(key) as Bin[];
      return {
        grid: GRID,
        xAxis: {
          type: "category",
          data: all.map((one) => one.label),
          ...axis(ink),
          splitLine: { show: false },
        },
        yAxis: { type: "value", minInterval: 1, ...axis(ink) },
        series: [
          {
            type: "bar",
            data: all.map((one) => one.people),
            barMaxWidth: 26,
            itemStyle: { color: ink.accent, borderRadius: [4, 4, 0, 0] },
          },
        ],
      };
    },
    [key],
  );
  return (
    <Framed
      title={t("Time to convert")}
      text={text}
      file={`${journey}-time-to-convert`}
      columns={BINS}
      rows={bins}
    >
      {bins.length ? (
        <Chart option={option} label={t`Time to convert. ${text}`} />
      ) : (
        <p className={cx(layout.dim, layout.small)}>
          {t("The chart begins with the first of them who converts.")}
        </p>
      )}
    </Framed>
  );
}
