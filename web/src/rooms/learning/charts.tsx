/** The charts of a report: lift over time, time to convert, arms. */
import { useCallback, type JSX } from "react";
import type { ArmResult, DayPoint, Report } from "@/api/schema";
import { spanWords } from "@/canvas/duration";
import { Chart, Framed, type Column, type Ink } from "@/ui/Chart";
import { points, share } from "@/ui/format";

const axis = (ink: Ink) => ({ axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false }, axisLabel: { color: ink.quiet, fontSize: 11 }, splitLine: { lineStyle: { color: ink.line } } });
const GRID = { left: 8, right: 16, top: 14, bottom: 4, containLabel: true };
const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

const DAYS: Column<DayPoint>[] = [
  { name: "day", value: (one) => one.day },
  { name: "treated_units", value: (one) => one.treated_units },
  { name: "treated_conversions", value: (one) => one.treated_conversions },
  { name: "held_units", value: (one) => one.held_units },
  { name: "held_conversions", value: (one) => one.held_conversions },
  { name: "estimate", value: (one) => one.estimate, show: (one) => (one.estimate === null ? "—" : points(one.estimate)) },
  { name: "low", value: (one) => one.low, show: (one) => (one.low === null ? "—" : points(one.low)) },
  { name: "high", value: (one) => one.high, show: (one) => (one.high === null ? "—" : points(one.high)) },
];

export function LiftOverTime({ journey, days }: { journey: string; days: DayPoint[] }): JSX.Element {
  const option = useCallback(
    (ink: Ink) => {
      const low = days.map((one) => one.low);
      const band = days.map((one) => (one.low === null || one.high === null ? null : one.high - one.low));
      return {
        grid: GRID,
        xAxis: { type: "category", data: days.map((one) => one.day), boundaryGap: false, ...axis(ink), splitLine: { show: false } },
        yAxis: { type: "value", ...axis(ink), axisLabel: { color: ink.quiet, fontSize: 11, formatter: percent } },
        tooltip: { formatter: (all: { dataIndex: number }[]) => { const one = days[all[0]?.dataIndex ?? 0]; return one && one.estimate !== null ? `${one.day}\n${points(one.estimate)}  (${points(one.low ?? 0)} to ${points(one.high ?? 0)})` : (one?.day ?? ""); } },
        series: [
          { type: "line", data: low, stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true },
          { type: "line", data: band, stack: "band", symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: ink.accent, opacity: 0.14 }, silent: true, stackStrategy: "all" },
          { type: "line", data: days.map((one) => one.estimate), symbol: "none", lineStyle: { color: ink.accent, width: 2 }, markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: ink.quiet, type: "dashed" }, data: [{ yAxis: 0 }] } },
        ],
      };
    },
    [days],
  );
  return (
    <Framed title="Lift over time" text="The band holds at every look: you may read it each day." file={`${journey}-lift`} columns={DAYS} rows={days}>
      <Chart option={option} label="Lift over time with its interval" />
    </Framed>
  );
}

interface Bin {
  label: string;
  people: number;
}

const binsOf = (histogram: Report["time_to_convert"]["histogram"]): Bin[] => histogram.map((one) => ({ label: spanWords(one.from_ms), people: one.count }));

const BINS: Column<Bin>[] = [
  { name: "from", value: (one) => one.label },
  { name: "people", value: (one) => one.people },
];

export function TimeToConvert({ journey, time }: { journey: string; time: Report["time_to_convert"] }): JSX.Element {
  const bins = binsOf(time.histogram);
  const text = time.median_ms === null ? "Nobody has converted yet." : `Half within ${spanWords(time.median_ms)}${time.p90_ms === null ? "" : `, nine in ten within ${spanWords(time.p90_ms)}`}.`;
  const key = JSON.stringify(bins);
  const option = useCallback(
    (ink: Ink) => {
      const all = JSON.parse(key) as Bin[];
      return {
        grid: GRID,
        xAxis: { type: "category", data: all.map((one) => one.label), ...axis(ink), splitLine: { show: false } },
        yAxis: { type: "value", minInterval: 1, ...axis(ink) },
        series: [{ type: "bar", data: all.map((one) => one.people), barMaxWidth: 26, itemStyle: { color: ink.accent, borderRadius: [4, 4, 0, 0] } }],
      };
    },
    [key],
  );
  return (
    <Framed title="Time to convert" text={text} file={`${journey}-time-to-convert`} columns={BINS} rows={bins}>
      <Chart option={option} label={`Time to convert. ${text}`} />
    </Framed>
  );
}

const ARMS: Column<ArmResult>[] = [
  { name: "arm", value: (one) => one.name },
  { name: "people", value: (one) => one.units },
  { name: "conversions", value: (one) => one.conversions },
  { name: "rate", value: (one) => one.rate, show: (one) => share(one.rate) },
];

export function Arms({ journey, arms }: { journey: string; arms: ArmResult[] }): JSX.Element {
  const option = useCallback(
    (ink: Ink) => ({
      grid: GRID,
      xAxis: { type: "value", ...axis(ink), axisLabel: { color: ink.quiet, fontSize: 11, formatter: percent } },
      yAxis: { type: "category", inverse: true, data: arms.map((one) => one.name), ...axis(ink) },
      series: [{ type: "bar", data: arms.map((one) => one.rate), barMaxWidth: 22, itemStyle: { color: ink.info, borderRadius: [0, 4, 4, 0] } }],
    }),
    [arms],
  );
  return (
    <Framed title="Arms" text="Conversion of each arm of the experiments." file={`${journey}-arms`} columns={ARMS} rows={arms}>
      <Chart option={option} height={Math.max(120, arms.length * 48)} label="Conversion by arm" />
    </Framed>
  );
}
