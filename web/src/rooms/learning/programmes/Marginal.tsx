/** What each journey adds while all others go on; and what is to be decided. */
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { MarginalLine } from "@/api/wire";
import { Badge } from "@/ui/badge/Badge";
import { Table, type Column } from "@/ui/table/Table";
import { localTimes } from "@/ui/format/format";
import { isSettled, VERDICTS } from "@/rooms/learning/results/verdict";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { dueOf, more, range } from "./words";
import { t } from "@/language/t";
import css from "./Programmes.module.css";

const told = (one: MarginalLine): boolean =>
  one.verdict !== null && isSettled({ verdict: one.verdict });

const COLUMNS: readonly Column<MarginalLine>[] = [
  {
    name: t("Journey"),
    cell: (one) => (
      <Link to="/results/$id" params={{ id: one.journey }}>
        <b>{one.name}</b>
      </Link>
    ),
  },
  {
    name: t("Verdict"),
    cell: (one) => {
      const words = one.verdict ? VERDICTS[one.verdict] : undefined;
      return words ? (
        <Badge tone={words.tone}>{words.name}</Badge>
      ) : (
        <span className={layout.dim}>{t("not compared by itself")}</span>
      );
    },
    phone: "plain",
  },
  { name: t("Added"), cell: (one) => <Added one={one} />, phone: "line" },
];

/** Conversions, and value where some came; nothing before there is a verdict. */
function Added({ one }: { one: MarginalLine }): JSX.Element {
  if (!told(one) || !one.incremental_conversions) return <span className={layout.dim}>—</span>;
  const { incremental_conversions: made, incremental_value: value } = one;
  return (
    <span className={layout.num}>
      <b>{t`${more(made.estimate, false)} conversions`}</b>{" "}
      <span className={cx(layout.dim, layout.small)}>{range(made, false)}</span>
      {value && value.estimate !== 0 ? (
        <>
          <br />
          <b>{more(value.estimate, true)}</b>{" "}
          <span className={cx(layout.dim, layout.small)}>{range(value, true)}</span>
        </>
      ) : null}
    </span>
  );
}

export function Marginal({ lines }: { lines: readonly MarginalLine[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <section className={cx(layout.card, css.section)} aria-label={t("Each journey by itself")}>
      <h2>{t("Each journey by itself")}</h2>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "What a journey adds while all the others go on, by its own goal. Never added up: effects of journeys overlap.",
        )}
      </p>
      <Table
        label={t("Journeys")}
        columns={COLUMNS}
        rows={lines}
        keyOf={(one) => one.journey}
        flush
      />
    </section>
  );
}

export function Due({ lines }: { lines: readonly MarginalLine[] }): JSX.Element | null {
  const due = dueOf(lines);
  if (due.length === 0) return null;
  return (
    <section className={cx(layout.card, css.section)} aria-label={t("Decisions due")}>
      <h2>{t("Decisions due")}</h2>
      <ul className={css.due}>
        {due.map((one) => (
          <li key={one.journey}>
            <Link to="/results/$id" params={{ id: one.journey }}>
              <b>{one.name}</b>
            </Link>{" "}
            {localTimes(one.due)}
          </li>
        ))}
      </ul>
    </section>
  );
}
