/** What everything caused, and each programme beside it: the same query as the page of programmes. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { ProgrammeReport, ProgrammeReports } from "@/api/wire";
import { programmes } from "@/rooms/learning/programmes/api";
import { causedOf, hasMoney, more, range } from "@/rooms/learning/programmes/words";
import { isSettled, VERDICTS } from "@/rooms/learning/results/verdict";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { localTimes } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import css from "./Home.module.css";

export function Caused(): JSX.Element {
  const query = useQuery(programmes());
  return (
    <section className={cx(layout.card, css.part)} aria-labelledby="caused">
      <h2 id="caused">What we caused</h2>
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
        <p>
          <b className={css.figure}>
            {more(caused.estimate, money)} {money ? "in revenue" : "conversions"}
          </b>{" "}
          more than without messages <span className={layout.num}>({range(caused, money)})</span>
        </p>
      ) : (
        <p>
          <b>No result yet.</b> {localTimes(everything.lift?.reason ?? everything.missing)}
        </p>
      )}
      <p className={cx(layout.small, layout.dim)}>
        {guardsOf(everything)}{" "}
        <Link to="/programmes" className={layout.link}>
          Open the report
        </Link>
      </p>
      {data.programmes.length > 0 ? (
        <ul className={css.programmes} aria-label="Programmes">
          {data.programmes.map((one) => (
            <li key={one.id}>
              <Link to="/programmes/$id" params={{ id: one.id }}>
                {one.name}
              </Link>
              <Short one={one} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** Against whom, and whether every check passed. */
function guardsOf(one: ProgrammeReport): string {
  if (!one.lift) return "";
  const failed = one.lift.guards.filter((guard) => !guard.passed).length;
  const checks = failed > 0 ? `${failed} of its checks failed.` : "All checks passed.";
  return `Against ${one.percent} % held out of everything. ${checks}`;
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
    <span className={cx(layout.small, layout.dim)}>not compared yet</span>
  );
}
