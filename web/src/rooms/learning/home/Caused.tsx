/** What everything caused, and each programme beside it: the same query as the page of programmes. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { MarginalLine, ProgrammeReport, ProgrammeReports } from "@/api/wire";
import { programmes } from "@/rooms/learning/programmes/api";
import { causedOf, hasMoney, more, range } from "@/rooms/learning/programmes/words";
import { isSettled, VERDICTS } from "@/rooms/learning/results/verdict";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Words } from "@/ui/format/Words";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Home.module.css";

const JOURNEYS_SHOWN = 6;

export function Caused(): JSX.Element {
  const query = useQuery(programmes());
  return (
    <section className={cx(layout.card, css.part)} aria-labelledby="caused">
      <h2 id="caused">{t("What we caused")}</h2>
      <Await query={query} bare lines={4}>
        {(data) => <Told data={data} />}
      </Await>
    </section>
  );
}

function Told({ data }: { data: ProgrammeReports }): JSX.Element {
  const { everything } = data;
  const caused = causedOf(everything);
  const money = hasMoney(everything);
  return (
    <>
      {caused ? (
        <p>{rich`${(
          <b className={css.figure}>
            {more(caused.estimate, money)} {money ? t("in revenue") : t("conversions")}
          </b>
        )} more than without messages ${(<span className={layout.num}>({range(caused, money)})</span>)}`}</p>
      ) : (
        <p>
          <b>{t("No result yet.")}</b>{" "}
          <Words text={everything.lift?.reason ?? everything.missing} />
        </p>
      )}
      <p className={cx(layout.small, layout.dim)}>
        {guardsOf(everything)}{" "}
        <Link to="/programmes" className={layout.link}>
          {t("Open the report")}
        </Link>
      </p>
      <Each label={t("Programmes")}>
        {data.programmes.map((one) => (
          <li key={one.id}>
            <Link to="/programmes/$id" params={{ id: one.id }}>
              <b>{one.name}</b>
            </Link>
            <Short one={one} />
          </li>
        ))}
      </Each>
      <Each label={t("Journeys by themselves")}>
        {comparedFirst(everything.journeys).map((one) => (
          <li key={one.journey}>
            <Link to="/results/$id" params={{ id: one.journey }}>
              <b>{one.name}</b>
            </Link>
            <Alone one={one} />
          </li>
        ))}
      </Each>
    </>
  );
}

function Each({ label, children }: { label: string; children: JSX.Element[] }): JSX.Element | null {
  if (children.length === 0) return null;
  return (
    <div className={css.each}>
      <h3 className={cx(layout.small, layout.dim)}>{label}</h3>
      <ul className={css.programmes}>{children}</ul>
    </div>
  );
}

const comparedFirst = (all: readonly MarginalLine[]): MarginalLine[] =>
  [...all]
    .sort((one, other) => Number(one.verdict === null) - Number(other.verdict === null))
    .slice(0, JOURNEYS_SHOWN);

/** What a journey adds while all others go on; never added up. */
function Alone({ one }: { one: MarginalLine }): JSX.Element {
  const words = one.verdict ? VERDICTS[one.verdict] : undefined;
  const made =
    one.verdict && isSettled({ verdict: one.verdict }) ? one.incremental_conversions : null;
  return (
    <>
      {made ? (
        <span className={layout.num}>
          {more(made.estimate, false)}{" "}
          <span className={cx(layout.small, layout.dim)}>({range(made, false)})</span>
        </span>
      ) : null}
      {words ? (
        <Badge tone={words.tone}>{words.name}</Badge>
      ) : (
        <span className={cx(layout.small, layout.dim)}>{t("not compared by itself")}</span>
      )}
    </>
  );
}

/** Against whom, and whether every check passed. */
function guardsOf(one: ProgrammeReport): string {
  if (!one.lift) return "";
  const failed = one.lift.guards.filter((guard) => !guard.passed).length;
  const checks = failed > 0 ? t`${failed} of its checks failed.` : t("All checks passed.");
  return t`Against ${one.percent} % held out of everything. ${checks}`;
}

function Short({ one }: { one: ProgrammeReport }): JSX.Element {
  const caused = causedOf(one);
  const words = one.lift ? VERDICTS[one.lift.verdict] : undefined;
  if (one.lift && caused && isSettled(one.lift)) {
    const money = hasMoney(one);
    return (
      <span className={layout.num}>
        {more(caused.estimate, money)}{" "}
        <span className={cx(layout.small, layout.dim)}>({range(caused, money)})</span>
      </span>
    );
  }
  return words ? (
    <Badge tone={words.tone}>{words.name}</Badge>
  ) : (
    <span className={cx(layout.small, layout.dim)}>{t("not compared yet")}</span>
  );
}
