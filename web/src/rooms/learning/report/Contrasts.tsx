/** Several comparisons at once: each with its interval on one scale, and what their number asks of the reader. */
import type { JSX } from "react";
import type { Contrast, Contrasts } from "@/api/wire";
import { Framed, type Column } from "@/ui/chart/Chart";
import { between, compact, count, points, share, sumMore } from "@/ui/format/format";
import { RATE_FROM, rate } from "@/ui/format/rate";
import { Interval } from "@/ui/interval/Interval";
import { Badge } from "@/ui/badge/Badge";
import { isOpen, reachOf, wordsOf } from "@/rooms/learning/results/verdict";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Contrasts.module.css";

const COLUMNS: Column<Contrast>[] = [
  { name: "name", title: t("compared"), value: (one) => one.name },
  { name: "against", value: (one) => one.against },
  {
    name: "verdict",
    value: (one) => one.verdict,
    show: (one) => wordsOf(one).name,
  },
  { name: "treated_units", title: t("people"), value: (one) => one.treated.units },
  { name: "treated_conversions", title: t("converted"), value: (one) => one.treated.conversions },
  {
    name: "treated_rate",
    title: t("rate"),
    value: (one) => one.treated_rate,
    show: (one) => rateOf(one.treated, one.treated_rate),
  },
  { name: "held_units", title: t("people against"), value: (one) => one.held_out.units },
  {
    name: "held_conversions",
    title: t("converted against"),
    value: (one) => one.held_out.conversions,
  },
  {
    name: "held_rate",
    title: t("rate against"),
    value: (one) => one.held_out_rate,
    show: (one) => rateOf(one.held_out, one.held_out_rate),
  },
  {
    name: "difference",
    value: (one) => unlessFailed(one, one.difference.estimate),
    show: (one) => unlessOpen(one, one.difference.estimate, points),
  },
  {
    name: "low",
    value: (one) => unlessFailed(one, one.difference.low),
    show: (one) => unlessOpen(one, one.difference.low, points),
  },
  {
    name: "high",
    value: (one) => unlessFailed(one, one.difference.high),
    show: (one) => unlessOpen(one, one.difference.high, points),
  },
  {
    name: "value_difference",
    title: t("revenue a person, more"),
    value: (one) => unlessFailed(one, one.value.estimate),
    show: (one) => unlessOpen(one, one.value.estimate, sumMore),
  },
  {
    name: "value_low",
    value: (one) => unlessFailed(one, one.value.low),
    show: (one) => unlessOpen(one, one.value.low, sumMore),
  },
  {
    name: "value_high",
    value: (one) => unlessFailed(one, one.value.high),
    show: (one) => unlessOpen(one, one.value.high, sumMore),
  },
  { name: "q", title: t("share of mistakes"), value: (one) => one.q, show: (one) => share(one.q) },
  {
    name: "pending",
    title: t("still open"),
    value: (one) => (one.treated.pending ?? 0) + (one.held_out.pending ?? 0),
  },
];

function rateOf(arm: Contrast["treated"], level: number): string {
  return rate(arm.conversions, arm.units, undefined, level);
}

/** Nothing of a difference is said, nor written to a file, where a check has failed. */
function unlessFailed(one: Contrast, value: number | null): number | null {
  return one.verdict === "guard_failed" ? null : value;
}

/** Nothing of it is shown before there is a verdict. */
function unlessOpen(one: Contrast, value: number | null, words: (value: number) => string): string {
  return isOpen(one) ? "—" : value === null ? "" : words(value);
}

interface Props {
  title: string;
  text?: string;
  file: string;
  found: Contrasts;
}

export function ContrastCard({ title, text, file, found }: Props): JSX.Element {
  const reach = reachOf(found.rows);
  return (
    <Framed title={title} text={text} file={file} columns={COLUMNS} rows={found.rows}>
      <>
        {found.warning ? <p className={cx(layout.small, css.many)}>{found.warning}</p> : null}
        <ul className={css.contrasts} aria-label={title}>
          {found.rows.map((one) => (
            <Line key={`${one.name}|${one.against}`} one={one} reach={reach} />
          ))}
        </ul>
      </>
    </Framed>
  );
}

/** Revenue a person beside the conversions; nothing where no value came with the goal. */
function Worth({ one }: { one: Contrast }): JSX.Element | null {
  if (!one.treated.value_sum && !one.held_out.value_sum) return null;
  const { estimate, low, high } = one.value;
  return (
    <span
      className={cx(css.worth, layout.dim)}
    >{t`revenue a person ${sumMore(estimate)} (${between(low, high, sumMore)})`}</span>
  );
}

function Rate({ arm, level }: { arm: Contrast["treated"]; level: number }): JSX.Element {
  return (
    <>
      <b>{rateOf(arm, level)}</b>
      {arm.units < RATE_FROM ? null : (
        <span className={layout.dim}> {t`of ${compact(arm.units)}`}</span>
      )}
    </>
  );
}

function Line({ one, reach }: { one: Contrast; reach: number }): JSX.Element {
  const words = wordsOf(one);
  const pending = (one.treated.pending ?? 0) + (one.held_out.pending ?? 0);
  const { estimate, low, high } = one.difference;
  return (
    <li>
      <span className={css.contrastName}>
        <b>{one.name}</b>{" "}
        <span className={cx(layout.small, layout.dim)}>{t`against ${one.against}`}</span>
      </span>
      <span className={cx(css.contrastRates, layout.num, layout.small)}>
        <Rate arm={one.treated} level={one.treated_rate} />{" "}
        <span className={layout.dim}>{t("against")}</span>{" "}
        <Rate arm={one.held_out} level={one.held_out_rate} />
        {pending ? (
          <span className={layout.dim}> {t`· ${compact(pending)} still open`}</span>
        ) : null}
        <Worth one={one} />
      </span>
      {isOpen(one) ? (
        <span className={cx(css.contrastInterval, layout.small, layout.dim, layout.num)}>
          {one.verdict === "guard_failed"
            ? one.reason
            : t`${count(one.conversions_have)} of ${count(one.conversions_need)} conversions in the smaller arm`}
        </span>
      ) : (
        <span className={cx(css.contrastInterval, layout.num, layout.small)}>
          <Interval estimate={estimate} low={low} high={high} reach={reach} width={180} />{" "}
          <span>{points(estimate)}</span>
        </span>
      )}
      <span className={css.contrastVerdict}>
        <Badge tone={words.tone}>{words.name}</Badge>
      </span>
    </li>
  );
}
