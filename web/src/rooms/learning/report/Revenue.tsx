/** What it was worth: revenue a person with its interval, in all, and beside what would only be credited. */
import type { JSX } from "react";
import type { Lift, Report } from "@/api/wire";
import { between, change, places, sum, sumMore } from "@/ui/format/format";
import { Figures } from "@/ui/figures/Figures";
import { Table, type Column } from "@/ui/table/Table";
import { isSettled } from "@/rooms/learning/results/verdict";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Revenue.module.css";

interface Row {
  name: string;
  treated: string;
  held: string;
  difference: string;
  range: string;
  note: string;
}

const ANY_LOOK = t("at any look");
const DESCRIBES = t("describes; for one look");

/** A ratio of two levels as what is more or less: 1.32 is +32 %. */
const changeOf = (ratio: number): string => change(ratio - 1);

/** Its bounds; a lower one of nothing at all is none. */
const changesOf = ({ low, high }: Lift["ratio"]): string =>
  between(low > 0 ? low : null, high, changeOf);

function rowsOf({ lift, spending }: { lift: Lift; spending: Report["spending"] }): Row[] {
  const { value, value_ratio: ratio } = lift;
  const rows: Row[] = [
    {
      name: t("Revenue a person"),
      treated: sum(lift.treated_value),
      held: sum(lift.held_out_value),
      difference:
        typeof value.relative !== "number" ? sumMore(value.estimate) : changeOf(ratio.estimate),
      range:
        typeof value.relative !== "number"
          ? between(value.low, value.high, sumMore)
          : changesOf(ratio),
      note: ANY_LOOK,
    },
  ];
  if (!spending) return rows;
  const { capped, orders, order_value: orderValue } = spending;
  return [
    ...rows,
    {
      name: t`The same, no buyer counted above ${sum(spending.cap)}`,
      treated: "",
      held: "",
      difference: sumMore(capped.estimate),
      range: between(capped.low, capped.high, sumMore),
      note: t`${ANY_LOOK}; the cap is the ${spending.percentile}th percentile of buyers`,
    },
    {
      name: t("Orders a person"),
      treated: places(3).format(spending.orders_treated),
      held: places(3).format(spending.orders_held_out),
      difference: typeof orders.relative !== "number" ? "—" : change(orders.relative),
      range: between(orders.low, orders.high, (one) => places(3).format(one)),
      note: DESCRIBES,
    },
    {
      name: t("Revenue an order"),
      treated: sum(spending.order_value_treated),
      held: sum(spending.order_value_held_out),
      difference: sumMore(orderValue.estimate),
      range: between(orderValue.low, orderValue.high, sumMore),
      note: DESCRIBES,
    },
  ];
}

const COLUMNS: readonly Column<Row>[] = [
  { name: t("Figure"), cell: (row) => <b>{row.name}</b> },
  { name: t("Got the messages"), cell: (row) => row.treated || "—", right: true },
  { name: t("Held out"), cell: (row) => row.held || "—", right: true },
  { name: t("Difference"), cell: (row) => row.difference, right: true },
  {
    name: t("Between"),
    cell: (row) => (
      <>
        {row.range} <span className={cx(layout.dim, layout.small)}>{row.note}</span>
      </>
    ),
    phone: "line",
  },
];

/** How much more is credited than was caused, in words; nothing where that cannot be said. */
export function beside(attributed: number, caused: number): string {
  if (caused <= 0 || attributed <= 0) return t("credit, not cause");
  return t`credit; ${places(1).format(attributed / caused)} × what was caused`;
}

export function Revenue({ data }: { data: Report }): JSX.Element | null {
  const { lift, spending } = data;
  if (!lift) return null;
  return (
    <section className={cx(layout.card, css.revenue)} aria-label={t("Revenue")}>
      <h2>{t("Revenue")}</h2>
      <Told lift={lift} spending={spending} />
    </section>
  );
}

function Told({ lift, spending }: { lift: Lift; spending: Report["spending"] }): JSX.Element {
  if (lift.verdict === "guard_failed")
    return <p className={layout.dim}>{t("Nothing is said about revenue while a check fails.")}</p>;
  if (!lift.treated.value_sum && !lift.held_out.value_sum)
    return (
      <p className={layout.dim}>
        {t(
          "No value has come with the goal yet. Name the property that holds it at the goal (for an order its amount), and this card says what the messages earned.",
        )}
      </p>
    );
  const { value } = lift;
  const settled = isSettled(lift);
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "The goal’s value within its window, a person: those who got the messages against those held out.",
        )}
      </p>
      <Figures
        items={[
          {
            name: t("Lift a person"),
            value: sumMore(value.estimate),
            under: between(value.low, value.high, sumMore),
          },
          {
            name: t("Caused in all"),
            value: settled ? sumMore(lift.incremental_value ?? 0) : "—",
            under: settled
              ? between(lift.incremental_value_low, lift.incremental_value_high, sumMore)
              : t("no verdict yet"),
          },
          {
            name: t("Attributed"),
            value: sum(lift.attributed_value),
            under: beside(lift.attributed_value, settled ? (lift.incremental_value ?? 0) : 0),
          },
        ]}
      />
      {Number.isFinite(value.low) || Number.isFinite(value.high) ? null : (
        <p
          className={cx(layout.small, layout.dim)}
        >{t`Bounds of revenue come when each side has ${lift.missing.conversions_need} conversions: money is too uneven to be judged by fewer.`}</p>
      )}
      <Table
        label={t("Revenue, both sides")}
        columns={COLUMNS}
        rows={rowsOf({ lift, spending })}
        keyOf={(row) => row.name}
        flush
      />
    </>
  );
}
