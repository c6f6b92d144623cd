/** Whether a score means what it says, and how much oftener the highest tenths did it. */
import { useCallback, type JSX } from "react";
import type { ModelAnswer } from "@/api/wire";
import { axis, GRID } from "@/ui/chart/axes";
import { Chart, Framed, type Column, type Ink } from "@/ui/chart/Chart";
import { share } from "@/ui/format/format";
import { rate } from "@/ui/format/rate";
import { t } from "@/language/t";

type Card = NonNullable<ModelAnswer["card"]>;
type Bin = Card["reliability"][number];
type Decile = Card["deciles"][number] & { place: number };

const BINS: Column<Bin>[] = [
  { name: "people", value: (one) => one.people },
  {
    name: "score",
    title: t("mean score"),
    value: (one) => one.score,
    show: (one) => share(one.score),
  },
  {
    name: "rate",
    title: t("did it"),
    value: (one) => one.rate,
    show: (one) => rate(Math.round(one.rate * one.people), one.people),
  },
];

export function Calibration({ id, bins }: { id: string; bins: readonly Bin[] }): JSX.Element {
  const option = useCallback(
    (ink: Ink) => ({
      grid: GRID,
      xAxis: { type: "value", min: 0, max: 1, ...axis(ink) },
      yAxis: { type: "value", min: 0, max: 1, ...axis(ink) },
      series: [
        {
          name: t("as it should be"),
          type: "line",
          symbol: "none",
          data: [
            [0, 0],
            [1, 1],
          ],
          lineStyle: { color: ink.quiet, type: "dashed" },
        },
        {
          name: t("did it"),
          type: "line",
          data: bins.map((one) => [one.score, one.rate]),
          lineStyle: { color: ink.accent, width: 2 },
          itemStyle: { color: ink.accent },
        },
      ],
    }),
    [bins],
  );
  return (
    <Framed
      title={t("Does a score mean what it says?")}
      text={t(
        "Ten bins of people by score: the part of each that did it, against its mean score. On the dashed line both are the same.",
      )}
      file={`${id}-calibration`}
      columns={BINS}
      rows={[...bins]}
    >
      <Chart option={option} label={t("Part of people who did it, by score")} />
    </Framed>
  );
}

const DECILES: Column<Decile>[] = [
  { name: "tenth", value: (one) => one.place },
  { name: "people", value: (one) => one.people },
  { name: "did", title: t("did it"), value: (one) => one.did },
  { name: "rate", value: (one) => one.rate, show: (one) => rate(one.did, one.people) },
  { name: "lift", value: (one) => one.lift, show: (one) => one.lift.toFixed(2) },
];

export function Deciles({ id, deciles }: { id: string; deciles: Card["deciles"] }): JSX.Element {
  const rows = deciles.map((one, index) => ({ ...one, place: index + 1 }));
  const option = useCallback(
    (ink: Ink) => ({
      grid: GRID,
      xAxis: { type: "category", data: deciles.map((_, index) => String(index + 1)), ...axis(ink) },
      yAxis: { type: "value", ...axis(ink) },
      series: [
        {
          name: t("did it"),
          type: "bar",
          data: deciles.map((one) => one.rate),
          itemStyle: { color: ink.accent },
        },
      ],
    }),
    [deciles],
  );
  return (
    <Framed
      title={t("Tenths of people, the highest scores first")}
      text={t("The part of each tenth that did it. A model that knows nothing has ten equal bars.")}
      file={`${id}-deciles`}
      columns={DECILES}
      rows={rows}
    >
      <Chart option={option} label={t("Part of people who did it, by tenth")} />
    </Framed>
  );
}
