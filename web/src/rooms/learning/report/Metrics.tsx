/** The metrics of a journey beside its goal: secondary ones, guardrails with their evidence, and who paused it. */
import { Words } from "@/ui/format/Words";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import type { ComparedMetric, MetricsReport } from "@/api/wire";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { between, decimal, points, share, when } from "@/ui/format/format";
import { rate } from "@/ui/format/rate";
import { Note } from "@/ui/note/Note";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { metrics } from "./api";
import { t } from "@/language/t";

const TONES: Record<ComparedMetric["verdict"], Tone> = {
  better: "good",
  worse: "bad",
  broken: "bad",
  holds: "good",
  no_difference_seen: "",
  not_enough_data: "",
  guard_failed: "warn",
  cannot_tell: "",
};
const WORDS: Partial<Record<ComparedMetric["verdict"], string>> = {
  no_difference_seen: t("no difference seen"),
  not_enough_data: t("not enough data"),
  guard_failed: t("a check failed"),
  cannot_tell: t("cannot tell yet"),
};

const level = (one: ComparedMetric, side: ComparedMetric["treated"]): string =>
  one.measure === "rate" ? rate(side.did, side.units, undefined, side.level) : decimal(side.level);

function difference(one: ComparedMetric): string {
  const { difference: seen } = one;
  if (!seen) return "—";
  const words = one.measure === "rate" ? points : decimal;
  return `${words(seen.estimate)} (${between(seen.low, seen.high, words)})`;
}

/** What the past of people takes off the interval: told beside the plain figure, never in its place. */
function byThePast(one: ComparedMetric): string {
  if (!one.adjusted) return "";
  const { difference: seen, saved } = one.adjusted;
  return t`By their past: ${decimal(seen.estimate)} (${between(seen.low, seen.high, decimal)}), ${share(saved)} of the variance saved`;
}

const COLUMNS: readonly Column<ComparedMetric>[] = [
  {
    name: t("Metric"),
    cell: (one) => (
      <>
        <b>{one.name || t("The goal’s value")}</b>
        {one.until_version ? t` as it was up to version ${one.until_version}` : ""}
        <div className={cx(layout.small, layout.dim)}>
          {one.role === "guardrail" ? t`Guardrail: ${one.counts}, ${one.allowed}` : one.counts}
        </div>
      </>
    ),
  },
  { name: t("Got the messages"), cell: (one) => level(one, one.treated), right: true },
  { name: t("Held out"), cell: (one) => level(one, one.held_out), right: true },
  { name: t("Difference"), cell: difference, right: true, phone: "line" },
  {
    name: t("Verdict"),
    cell: (one) => (
      <>
        <Badge tone={TONES[one.verdict]}>{WORDS[one.verdict] ?? one.verdict}</Badge>
        <div className={cx(layout.small, layout.dim)}>
          <Words text={one.reason} />
          <br />
          {byThePast(one)}
        </div>
      </>
    ),
    phone: "line",
  },
];

/** Whether the newest change is a pause that a guardrail made, and what it says. */
function Paused({ changes }: { changes: MetricsReport["changes"] }): JSX.Element | null {
  const [newest] = changes;
  if (newest?.state !== "paused" || !newest.by_guardrail) return null;
  return (
    <Note tone="warn">{t`Loopline paused this journey on ${when(newest.at)}. ${newest.reason} Resume it on the canvas once that is put right; the guardrail then counts those who come later.`}</Note>
  );
}

export function MetricsCard({ journey }: { journey: string }): JSX.Element | null {
  const { data } = useQuery(metrics(journey));
  if (!data) return null;
  const rows = [...(data.value ? [data.value] : []), ...data.metrics, ...(data.earlier ?? [])];
  if (!rows.length && !data.changes.length) return null;
  return (
    <>
      <Paused changes={data.changes} />
      {rows.length ? (
        <section className={cx(layout.card, layout.pad)} aria-label={t("Metrics beside the goal")}>
          <h2>{t("Metrics beside the goal")}</h2>
          <p className={cx(layout.small, layout.dim)}>
            {t(
              "Each may be read at any time. A guardrail without harm pauses a journey in one of twenty at most.",
            )}
          </p>
          <Table
            label={t("Metrics")}
            columns={COLUMNS}
            rows={rows}
            keyOf={(one) => `${one.metric || "goal"}@${one.until_version ?? 0}`}
            flush
          />
          {data.warning ? <p className={cx(layout.small, layout.dim)}>{data.warning}</p> : null}
        </section>
      ) : null}
    </>
  );
}
