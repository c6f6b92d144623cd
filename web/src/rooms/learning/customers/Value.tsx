/** What those who buy will bring, with the weeks that were held back as the proof. */
import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState, type JSX } from "react";
import type { ValueReport, WeekTracked } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Chart, Framed, type Column, type Ink } from "@/ui/chart/Chart";
import { Empty } from "@/ui/empty/Empty";
import { Figures } from "@/ui/figures/Figures";
import { compact, count, share } from "@/ui/format/format";
import { Note } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { worth } from "./api";
import { axis, GRID } from "@/ui/chart/axes";
import { EventField, PropertyField } from "./fields";
import { t } from "@/language/t";

const TONES = { believed: "", off: "warn", too_early: "" } as const;
const FORTH = 52;

export function Value(): JSX.Element {
  const [event, setEvent] = useState("");
  const [field, setField] = useState("");
  const [weeks, setWeeks] = useState(FORTH);
  const query = useQuery(worth({ event, field, weeks }));
  return (
    <>
      <div className={cx(layout.row, layout.wrap)}>
        <EventField label={t("A purchase is")} value={event} onChange={setEvent} />
        <PropertyField
          label={t("Its money is in")}
          event={event}
          value={field}
          onChange={setField}
          placeholder={t("No money")}
        />
        <NumberInput
          label={t("Weeks ahead")}
          min={1}
          max={260}
          value={weeks}
          onChange={(value) => setWeeks(Math.min(260, Math.max(1, Number(value) || FORTH)))}
        />
      </div>
      {event ? (
        <Await query={query} lines={8}>
          {(data) => <Worth data={data} />}
        </Await>
      ) : (
        <div className={layout.card}>
          <Empty icon="results" title={t("Choose the event of a purchase")}>
            {t(
              "A model is fitted to the first half of the weeks and held to the second. It takes some seconds, and says itself whether it may be believed.",
            )}
          </Empty>
        </div>
      )}
    </>
  );
}

function Worth({ data }: { data: ValueReport }): JSX.Element {
  const { ahead, money } = data;
  const tone = TONES[data.standing];
  return (
    <>
      <Note {...(tone ? { tone } : {})}>{data.reason}</Note>
      <Figures
        items={[
          { name: t("Customers"), value: count(data.customers), under: drawn(data) },
          { name: t("Still buying"), value: share(data.alive), under: t("by the model") },
          {
            name: t`Purchases in ${ahead.weeks} weeks`,
            value: ahead.purchases.toFixed(2),
            under: t`each; ${compact(ahead.total_purchases)} in all`,
          },
          {
            name: t("Worth"),
            value: ahead.value === null ? "—" : ahead.value.toFixed(2),
            under:
              ahead.total_value === null
                ? t("not known")
                : t`each; ${compact(ahead.total_value)} in all`,
          },
          {
            name: t("Best tenth"),
            value: ahead.best_tenth === null ? "—" : ahead.best_tenth.toFixed(2),
            under: t("each of them"),
          },
        ]}
      />
      {money && ahead.value === null ? (
        <Note tone="warn">{t`Customers who come often spend otherwise than those who come seldom (correlation ${money.correlation.toFixed(2)}), so no value is given.`}</Note>
      ) : null}
      <Tracking data={data} />
    </>
  );
}

const drawn = ({ counted, customers }: ValueReport): string =>
  counted < customers ? t`${count(counted)} of them drawn for the model` : t("all of them counted");

const COLUMNS: Column<WeekTracked>[] = [
  { name: "week", value: (one) => one.week },
  { name: "came", title: t("repeat purchases"), value: (one) => one.actual },
  {
    name: "expected",
    value: (one) => one.expected,
    show: (one) => one.expected.toFixed(0),
  },
];

function Tracking({ data }: { data: ValueReport }): JSX.Element {
  const { weeks, fitted_until } = data;
  const option = useCallback(
    (ink: Ink) => ({
      grid: GRID,
      xAxis: {
        type: "category",
        data: weeks.map((one) => t`week ${one.week}`),
        boundaryGap: false,
        ...axis(ink),
        splitLine: { show: false },
      },
      yAxis: { type: "value", ...axis(ink) },
      series: [
        {
          name: "came",
          type: "line",
          symbol: "none",
          data: weeks.map((one) => one.actual),
          lineStyle: { color: ink.ink, width: 2 },
          itemStyle: { color: ink.ink },
          markLine: {
            symbol: "none",
            silent: true,
            label: { formatter: "held back from here", color: ink.quiet, fontSize: 11 },
            lineStyle: { color: ink.quiet, type: "dashed" },
            data: [{ xAxis: fitted_until }],
          },
        },
        {
          name: "expected",
          type: "line",
          symbol: "none",
          data: weeks.map((one) => Math.round(one.expected)),
          lineStyle: { color: ink.accent, width: 2, type: "dashed" },
          itemStyle: { color: ink.accent },
        },
      ],
    }),
    [weeks, fitted_until],
  );
  return (
    <Framed
      title={t("Repeat purchases: what came, and what the model expected")}
      text={t(
        "The model saw the weeks before the line alone. The dashed line is what it expected of all of them.",
      )}
      file={`${data.event}-tracking`}
      columns={COLUMNS}
      rows={weeks}
    >
      <Chart option={option} label={t("Repeat purchases by week, came and expected")} />
    </Framed>
  );
}
