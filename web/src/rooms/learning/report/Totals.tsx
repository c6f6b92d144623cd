/** Of a journey that people enter again: all that each of them did within a fixed time, in however many visits. */
import type { JSX } from "react";
import type { Report } from "@/api/wire";
import { spanWords } from "@/canvas/duration";
import { compact, count, decimal } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import table from "@/ui/table/table.module.css";

type Totals = NonNullable<Report["totals"]>;
type Side = Totals[number]["treated"];
type Interval = Totals[number]["conversions"];

const HEADS = [
  t("Messaged"),
  t("Held out"),
  t("More a unit"),
  t("Caused in all"),
  t("Value caused"),
];

const each = (side: Side): string =>
  side.units ? t`${decimal(side.conversions / side.units)} of ${compact(side.units)}` : "—";

/** An estimate with its interval; without one, what it waits for. */
function shown(one: Interval, words: (value: number) => string): string {
  if (!one) return "—";
  const ends = [one.low, one.high].map((end) => (Number.isFinite(end) ? words(end) : "?"));
  return `${words(one.estimate)} (${ends.join(t(" to "))})`;
}

export function TotalsCard({ totals }: { totals: Totals }): JSX.Element {
  return (
    <section
      className={cx(layout.card, layout.pad)}
      style={{ minWidth: 0 }}
      aria-label={t("All visits together")}
    >
      <h2>{t("All visits together")}</h2>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "People enter this journey more than once, so one visit is not all that it causes. Here every conversion of a unit counts, from its first message on, for the same time in both arms.",
        )}
      </p>
      <div className={table.tableWrap} tabIndex={0} role="region" aria-label={t("Totals")}>
        <table className={cx(table.table, layout.num)} data-flush>
          <thead>
            <tr>
              <th scope="col">{t("Conversions a unit within")}</th>
              {HEADS.map((head) => (
                <th key={head} scope="col" data-right>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {totals.map((one) => {
              const open = one.treated.pending + one.held_out.pending;
              return (
                <tr key={one.horizon_ms}>
                  <td>
                    {spanWords(one.horizon_ms)}
                    {open ? (
                      <span className={layout.dim}> {t`· ${count(open)} still open`}</span>
                    ) : null}
                  </td>
                  <td data-right>{each(one.treated)}</td>
                  <td data-right>{each(one.held_out)}</td>
                  <td data-right>{shown(one.conversions, decimal)}</td>
                  <td data-right>{shown(one.incremental_conversions, compact)}</td>
                  <td data-right>{shown(one.incremental_value, compact)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
