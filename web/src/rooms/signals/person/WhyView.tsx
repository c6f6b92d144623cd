/** Why did, or didn't, this person get this? The answer, and the values that decided. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog, journeys } from "@/api/queries";
import { why } from "./api";
import type { Person, Why } from "@/api/wire";
import { localTimes, spoken, when } from "@/ui/format/format";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { valueLines, Values } from "./Values";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./WhyView.module.css";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function WhyView({
  person,
  journey,
  onJourney,
}: {
  person: Person;
  journey: string;
  onJourney: (journey: string) => void;
}): JSX.Element {
  const { data } = useQuery(catalog());
  const { data: all } = useQuery(journeys());
  const titles = new Map((all?.journeys ?? []).map((one) => [one.id, one.name]));
  const ids = [
    ...new Set([
      ...person.enrollments.flatMap((one) => (one.journey ? [one.journey] : [])),
      ...(data?.journeys ?? []),
      ...(journey ? [journey] : []),
    ]),
  ];
  const names = ids.map((id) => ({ value: id, label: titles.get(id) || id }));
  const query = useQuery(why(person.person, journey));
  return (
    <section className={layout.stack} aria-label={t("Why")}>
      <Select
        label={t("Why did, or didn't, this person get the messages of")}
        placeholder={t("Choose a journey")}
        searchable
        data={names}
        value={journey || null}
        onChange={(value) => value && onJourney(value)}
        nothingFoundMessage={t("No journey of this name")}
      />
      {journey ? (
        <Await query={query} lines={5}>
          {(answer) => <Answer why={answer} />}
        </Await>
      ) : (
        <p className={layout.dim}>
          {t(
            "Every step taken, refused, held or capped was kept with its reason and the values that decided it. Choose a journey to read them.",
          )}
        </p>
      )}
    </section>
  );
}

function Answer({ why: found }: { why: Why }): JSX.Element {
  return (
    <>
      <p className={css.answer} role="status">
        {localTimes(found.answer)}
      </p>
      {found.entries.map((entry) => (
        <section
          className={cx(layout.card, layout.pad)}
          key={entry.enrollment}
          aria-label={t`Entered ${when(entry.entered_at)}`}
        >
          <div className={layout.spread}>
            <h2>{t`Entered ${when(entry.entered_at)}`}</h2>
            <span>
              {entry.held ? <Badge tone="info">{t`held out of the ${entry.held}`}</Badge> : null}{" "}
              {entry.ended ? (
                <Badge dot={false}>{spoken(entry.ended)}</Badge>
              ) : (
                <Badge tone="good">{t("still inside")}</Badge>
              )}
            </span>
          </div>
          <ol className={css.whySteps}>
            {entry.steps.map((step, at) => (
              <li key={at}>
                <div className={layout.spread}>
                  {step.node && step.kind !== "entered" ? (
                    <b title={step.node}>{step.node_name || capital(spoken(step.node))}</b>
                  ) : (
                    <b>{capital(spoken(step.kind))}</b>
                  )}
                  <span className={cx(layout.small, layout.dim, layout.num, layout.nowrap)}>
                    {when(step.at)}
                  </span>
                </div>
                <div>{localTimes(step.text)}</div>
                {step.reason ? (
                  <div
                    className={cx(layout.small, layout.dim)}
                  >{t`Reason: ${spoken(step.reason)}`}</div>
                ) : null}
                <Values lines={valueLines(step.data)} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {found.not_entered.length ? (
        <section className={cx(layout.card, layout.pad)} aria-label={t("Did not enter")}>
          <h2>{t("Did not enter")}</h2>
          <ol className={css.whySteps}>
            {found.not_entered.map((one, at) => (
              <li key={at}>
                <div className={layout.spread}>
                  <b>{capital(spoken(one.reason || one.kind))}</b>
                  <span className={cx(layout.small, layout.dim, layout.num, layout.nowrap)}>
                    {when(one.at)}
                  </span>
                </div>
                <div>{localTimes(one.text)}</div>
                <Values lines={valueLines(one.data)} />
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </>
  );
}
