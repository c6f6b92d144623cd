/** Who stands on a step now, and what they wait for. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { rowsOf } from "@/api/pages";
import { standing } from "./api";
import { ago, localTimes } from "@/ui/format/format";
import { More } from "@/ui/more/More";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./StandingPeople.module.css";
import layout from "@/ui/layout/layout.module.css";

export function StandingPeople({ journey, node }: { journey: string; node: string }): JSX.Element {
  const query = useInfiniteQuery(standing(journey, node));
  return (
    <section aria-label={t("People on this step")} className={css.standing}>
      <h3>{t("Here now")}</h3>
      <Await query={query} lines={3} bare>
        {(data) => {
          const people = rowsOf(data, (one) => `${one.person} ${one.arrived_at}`);
          return people.length === 0 ? (
            <p className={cx(layout.dim, layout.small)}>{t("Nobody stands on this step.")}</p>
          ) : (
            <>
              <ul>
                {people.map((one) => (
                  <li key={`${one.person}-${one.arrived_at}`}>
                    <div className={layout.spread}>
                      <Link
                        to="/people/$id"
                        params={{ id: one.person }}
                        search={{ tab: "why", journey }}
                        className={cx(layout.link, layout.clip)}
                        title={one.person}
                      >
                        {one.name || one.person}
                      </Link>
                      {one.held ? <Badge tone="info">{t("held out")}</Badge> : null}
                      {one.wake_at ? (
                        <span className={cx(layout.small, layout.dim, layout.num)}>
                          {ago(one.wake_at)}
                        </span>
                      ) : null}
                    </div>
                    <div className={cx(layout.small, layout.dim)}>
                      {localTimes(one.waiting || t("Waits."))}
                    </div>
                  </li>
                ))}
              </ul>
              <More shown={people.length} of={t("people")} query={query} />
            </>
          );
        }}
      </Await>
    </section>
  );
}
