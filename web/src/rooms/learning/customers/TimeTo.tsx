/** How long people take from one event to another, where many have not come yet. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState, type JSX } from "react";
import type { ReachReport, TimeToReach } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Chart, Framed, type Column, type Ink } from "@/ui/chart/Chart";
import { Empty } from "@/ui/empty/Empty";
import { count, share } from "@/ui/format/format";
import { RATE_FROM } from "@/ui/format/rate";
import { Note } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { timeTo } from "./api";
import { axis, GRID } from "@/ui/chart/axes";
import { EventField, PropertyField } from "./fields";
import { t } from "@/language/t";

export function TimeTo(): JSX.Element {
  const [begin, setBegin] = useState("");
  const [reach, setReach] = useState("");
  const [by, setBy] = useState("");
  const query = useQuery(timeTo({ begin, reach, by }));
  return (
    <>
      <div className={cx(layout.row, layout.wrap)}>
        <EventField label={t("From the first")} value={begin} onChange={setBegin} />
        <EventField label={t("to the first")} value={reach} onChange={setReach} />
        <PropertyField
          label={t("Compare by")}
          event={begin}
          value={by}
          onChange={setBy}
          placeholder={t("Everybody together")}
        />
      </div>
      {begin && reach ? (
        <Await query={query}>{(data) => <Reached data={data} />}</Await>
      ) : (
        <div className={layout.card}>
          <Empty icon="results" title={t("Choose two events")}>
            {t(
              "From signing up to the first project, say. People who have not come yet count for as long as they could have, so the quick ones do not stand for all.",
            )}
          </Empty>
        </div>
      )}
    </>
  );
}

const nameOf = (one: TimeToReach) => one.name || "everybody";

function shareBy(one: TimeToReach, days: number): number {
  const before = one.points.filter((point) => point.days <= days);
  return before[before.length - 1]?.share ?? 0;
}

const COLUMNS: Column<TimeToReach>[] = [
  { name: "group", value: nameOf },
  { name: "began", value: (one) => one.began },
  { name: "came", value: (one) => one.reached },
  {
    name: "median_days",
    title: t("half by day"),
    value: (one) => one.median_days,
    show: (one) => (one.median_days === null ? t("not yet") : one.median_days.toFixed(1)),
  },
  ...[1, 7, 30].map((days) => ({
    name: `by_day_${days}`,
    title: t`by day ${days}`,
    value: (one: TimeToReach) => shareBy(one, days),
    show: (one: TimeToReach) =>
      one.began < RATE_FROM ? t("too few people") : share(shareBy(one, days)),
  })),
];

function Reached({ data }: { data: ReachReport }): JSX.Element {
  const { groups, p } = data;
  const option = useCallback(
    (ink: Ink) => {
      const tones = [ink.accent, ink.info, ink.good, ink.ink, ink.quiet];
      return {
        grid: { ...GRID, top: 34 },
        legend: { show: groups.length > 1, top: 0, textStyle: { color: ink.quiet } },
        xAxis: {
          type: "value",
          ...axis(ink),
          splitLine: { show: false },
          axisLabel: { color: ink.quiet, fontSize: 11, formatter: "day {value}" },
        },
        yAxis: {
          type: "value",
          max: 1,
          ...axis(ink),
          axisLabel: {
            color: ink.quiet,
            fontSize: 11,
            formatter: (value: number) => `${Math.round(value * 100)} %`,
          },
        },
        tooltip: { valueFormatter: (value: number) => share(value) },
        series: groups.map((one, at) => ({
          name: nameOf(one),
          type: "line",
          step: "end",
          symbol: "none",
          data: [[0, 0], ...one.points.map((point) => [point.days, point.share])],
          lineStyle: {
            color: tones[at % tones.length],
            width: 2,
            type: at < tones.length ? "solid" : "dashed",
          },
          itemStyle: { color: tones[at % tones.length] },
        })),
      };
    },
    [groups],
  );
  return (
    <>
      {p === null ? null : (
        <Note>
          {p < 0.05
            ? t`The groups differ: alike, they would differ so much in ${chance(p)}.`
            : t`No difference between the groups is seen: alike, they would differ so much in ${chance(p)}.`}
        </Note>
      )}
      <Framed
        title={t`From ${data.begin} to ${data.reach}`}
        text={t`${count(groups.reduce((all, one) => all + one.began, 0))} people began; the share who had come by each day, people who have not come yet accounted for.`}
        file={`${data.begin}-to-${data.reach}`}
        columns={COLUMNS}
        rows={groups}
      >
        <Chart option={option} label={t("Share who had come, by day")} />
      </Framed>
    </>
  );
}

const chance = (p: number) =>
  p < 0.001 ? t("fewer than one case in a thousand") : t`${share(p)} of cases`;
