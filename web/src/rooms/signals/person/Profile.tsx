/** What is known of a person. */
import { Link } from "@tanstack/react-router";
import type { JSX, ReactNode } from "react";
import type { Person } from "@/api/wire";
import { ago, localTimes, plain, spoken, when } from "@/ui/format/format";
import { Badge } from "@/ui/badge/Badge";
import { Consent } from "./Consent";
import { Devices } from "./Devices";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Profile.module.css";

function Part({ title, children }: { title: string; children: ReactNode }): JSX.Element {
  return (
    <section className={cx(layout.card, layout.pad)} aria-label={title}>
      <h2 className={css.partTitle}>{title}</h2>
      {children}
    </section>
  );
}

const Tags = ({ all, none }: { all: string[]; none: string }) =>
  all.length ? (
    <div className={css.tagList}>
      {all.map((one) => (
        <Badge key={one} dot={false}>
          {one}
        </Badge>
      ))}
    </div>
  ) : (
    <p className={cx(layout.dim, layout.small)}>{none}</p>
  );

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
/** A moment as the viewer writes it; anything else as it is. */
const shown = (value: unknown): ReactNode =>
  typeof value === "string" && MOMENT.test(value) && !Number.isNaN(Date.parse(value)) ? (
    <span title={value}>{when(Date.parse(value))}</span>
  ) : (
    plain(value)
  );

export function Profile({ person }: { person: Person }): JSX.Element {
  return (
    <div className={layout.stack}>
      <Part title={t("Journeys")}>
        {person.enrollments.length === 0 ? (
          <p className={cx(layout.dim, layout.small)}>
            {t("In no journey now. What was decided before stands in the timeline and under Why.")}
          </p>
        ) : null}
        <ul className={cx(layout.stack, layout.tight)}>
          {person.enrollments.map((one, at) => (
            <li key={one.enrollment ?? at}>
              <Link
                className={cx(layout.link, layout.clip)}
                to="/people/$id"
                params={{ id: person.person }}
                search={{ tab: "why", journey: one.journey ?? "" }}
              >
                {one.journey_name || one.journey}
              </Link>
              <div className={cx(layout.small, layout.dim)}>
                {one.held ? <Badge tone="info">{t("held out")}</Badge> : null}{" "}
                {one.ended_at
                  ? t`left ${ago(one.ended_at)}`
                  : localTimes(one.waiting || t`At ${spoken(one.node ?? t("the start"))}.`)}
              </div>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t("Traits")}>
        <dl className={css.pairs}>
          {Object.entries(person.traits).map(([key, value]) => (
            <div key={key} className={css.pair}>
              <dt className={layout.mono}>{key}</dt>
              <dd>{shown(value)}</dd>
            </div>
          ))}
          <div className={css.pair}>
            <dt>{t("Time zone")}</dt>
            <dd>{person.zone || t("the workspace's")}</dd>
          </div>
          <div className={css.pair}>
            <dt>{t("Account")}</dt>
            <dd>{person.account ?? t("none")}</dd>
          </div>
        </dl>
      </Part>
      <Part title={t("Consent")}>
        <Consent person={person} />
      </Part>
      <Part title={t("Devices")}>
        <Devices person={person} />
      </Part>
      <Part title={t("Segments")}>
        <Tags all={person.segments} none={t("In no segment.")} />
      </Part>
      <Part title={t("Lists")}>
        <Tags
          all={person.lists.map((one) => {
            const end = person.list_ends?.[one];
            return end ? t`${one}, until ${when(end)}` : one;
          })}
          none={t("On no list.")}
        />
      </Part>
    </div>
  );
}
