/** What each month's people were brought to, with the interval of each month alone. */
import { locale } from "@/language/chosen";
import { useCallback, type JSX } from "react";
import type { MonthLine, ProgrammeReport } from "@/api/wire";
import { axis, GRID } from "@/ui/chart/axes";
import { Chart, Framed, type Column, type Ink } from "@/ui/chart/Chart";
import { compact } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { hasMoney, more, range } from "./words";
import { t } from "@/language/t";

const MONTH = new Intl.DateTimeFormat(locale, {
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const named = (month: string): string => MONTH.format(Date.parse(`${month}-01`));

const finite = (value: number | null | undefined): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

const pick = (one: MonthLine, money: boolean) =>
  money ? one.incremental_value : one.incremental_conversions;

const isBounded = (one: MonthLine, money: boolean): boolean => {
  const found = pick(one, money);
  return finite(found?.low) !== null && finite(found?.high) !== null;
};

function columnsOf(money: boolean): Column<MonthLine>[] {
  return [
    { name: "month", value: (one) => one.month, show: (one) => named(one.month) },
    { name: "treated", title: t("could be messaged"), value: (one) => one.treated },
    { name: "held_out", title: t("held out"), value: (one) => one.held_out },
    { name: "pending", title: t("window open"), value: (one) => one.pending },
    {
      name: "incremental",
      title: t("caused"),
      value: (one) => finite(pick(one, money)?.estimate),
      show: (one) => {
        const found = pick(one, money);
        return found ? more(found.estimate, money) : "—";
      },
    },
    {
      name: "between",
      value: (one) => t`${pick(one, money)?.low ?? ""} to ${pick(one, money)?.high ?? ""}`,
      show: (one) => {
        const found = pick(one, money);
        return found ? range(found, money) : "—";
      },
    },
    {
      name: "attributed",
      value: (one) => (money ? one.attributed_value : one.attributed_conversions),
      show: (one) => compact(money ? one.attributed_value : one.attributed_conversions),
    },
  ];
}

export function Months({ data }: { data: ProgrammeReport }): JSX.Element | null {
  const { months } = data;
  const money = hasMoney(data);
  const option = useCallback(
    (ink: Ink) => {
      const ends = months.map((one) => {
        const found = pick(one, money);
        const [low, high] = [finite(found?.low), finite(found?.high)];
        // Without both bounds a point would say more than there is.
        const at = low === null || high === null ? null : finite(found?.estimate);
        return { low, high, at };
      });
      return {
        grid: GRID,
        xAxis: {
          type: "category",
          data: months.map((one) => named(one.month)),
          ...axis(ink),
          splitLine: { show: false },
        },
        yAxis: { type: "value", ...axis(ink) },
        tooltip: {
          formatter: (all: { dataIndex: number }[]) => {
            const one = months[all[0]?.dataIndex ?? 0];
            const found = one ? pick(one, money) : null;
            if (!one || !found) return one ? t`${named(one.month)} nothing to tell yet` : "";
            return `${named(one.month)}\n${more(found.estimate, money)}  (${range(found, money)})`;
          },
        },
        series: [
          line(
            ends.map((one) => one.low),
            "band",
          ),
          {
            ...line(
              ends.map((one) =>
                one.low === null || one.high === null ? null : one.high - one.low,
              ),
              "band",
            ),
            areaStyle: { color: ink.accent, opacity: 0.14 },
            stackStrategy: "all",
          },
          {
            type: "line",
            data: ends.map((one) => one.at),
            symbol: "circle",
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
    [months, money],
  );
  if (months.length === 0) return null;
  return (
    <Framed
      title={money ? t("Revenue caused, by month") : t("Conversions caused, by month")}
      text={t(
        "By the month in which somebody came to a first message. Only people whose time for the goal is over are in the sums; each interval is for its month alone.",
      )}
      file={`${data.id || "everything"}-months`}
      columns={columnsOf(money)}
      rows={months}
    >
      {months.some((one) => isBounded(one, money)) ? (
        <Chart option={option} label={t`${data.name}: caused by month, with intervals`} />
      ) : (
        <p className={layout.dim}>
          {t("No month has enough people yet for an interval; the table has what came so far.")}
        </p>
      )}
    </Framed>
  );
}

const line = (data: (number | null)[], stack: string) => ({
  type: "line",
  data,
  stack,
  symbol: "none",
  lineStyle: { opacity: 0 },
  silent: true,
});
