/** Signals, decisions, messages and receipts of one person, in one line of time. */
import { Chip } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { timeline } from "./api";
import type { TimelineFact } from "@/api/wire";
import { clock, day, localTimes, longDay, spoken, when } from "@/ui/format/format";
import { More } from "@/ui/more/More";
import { channelName } from "@/ui/channel/channel";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { KindChip } from "@/ui/chip/KindChip";
import { Empty } from "@/ui/empty/Empty";
import { lookOf } from "./factKinds";
import { valueLines, Values } from "./Values";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Timeline.module.css";

const GROUPS: Record<string, string[]> = {
  signals: ["event", "person", "account", "consent", "list", "merged", "quality"],
  decisions: [
    "entered",
    "not_entered",
    "queued",
    "stepped",
    "waited",
    "assigned",
    "updated",
    "exited",
    "goal",
    "withheld",
    "refused",
    "deferred",
    "capped",
  ],
  messages: ["message", "called", "attempt", "receipt"],
};
const NAMES = Object.keys(GROUPS);
const KNOWN = new Set(Object.values(GROUPS).flat());

export function Timeline({ id }: { id: string }): JSX.Element {
  const query = useInfiniteQuery(timeline(id));
  const [groups, setGroups] = useState<string[]>(NAMES);
  const wanted = new Set(groups.flatMap((one) => GROUPS[one] ?? []));
  return (
    <section className={cx(layout.card, layout.pad)} aria-label={t("Timeline")}>
      <Chip.Group multiple value={groups} onChange={setGroups}>
        <div className={cx(layout.row, layout.wrap, css.timelineTools)}>
          {NAMES.map((one) => (
            <Chip key={one} size="xs" value={one}>
              {spoken(one)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <Await query={query} bare>
        {(data) => {
          const facts = data.pages.flatMap((page) => page.rows);
          const lines = facts.filter((one) => wanted.has(one.kind) || !KNOWN.has(one.kind));
          const hidden = facts.length - lines.length;
          return (
            <>
              {lines.length === 0 ? (
                <Empty icon="history" title={t("Nothing here")}>
                  {hidden
                    ? t`${hidden} of another kind are hidden: choose more kinds above.`
                    : t(
                        "No fact is known of this person yet. An event or a trait makes the first one.",
                      )}
                </Empty>
              ) : null}
              <ol className={css.timeline}>
                {lines.map((fact, at) => (
                  <Line
                    key={`${fact.at}-${fact.kind}-${at}`}
                    fact={fact}
                    newDay={at === 0 || day(fact.at) !== day(lines[at - 1]?.at ?? 0)}
                  />
                ))}
              </ol>
              <More shown={facts.length} of={t("facts")} query={query} />
            </>
          );
        }}
      </Await>
    </section>
  );
}

function Line({ fact, newDay }: { fact: TimelineFact; newDay: boolean }): JSX.Element {
  const look = lookOf(fact.kind);
  const values = valueLines(fact.data);
  const words = fact.text.toLowerCase();
  /** Whether the sentence tells it already: then it is not told twice. */
  const said = (part: string) => words.includes(spoken(part).toLowerCase());
  return (
    <>
      {newDay ? (
        <li className={css.dayLine} title={longDay(fact.at)}>
          {day(fact.at)}
        </li>
      ) : null}
      <li>
        <time
          className={cx(layout.small, layout.dim, layout.num)}
          title={when(fact.at)}
          dateTime={new Date(fact.at).toISOString()}
        >
          {clock(fact.at)}
        </time>
        <KindChip kind={look.kind} icon={look.icon} size={13} />
        <div>
          <div>{localTimes(fact.text)}</div>
          <div className={cx(layout.row, layout.wrap, layout.small, layout.dim)}>
            <span>{spoken(fact.kind)}</span>
            {fact.journey && !said(fact.journey_name || fact.journey) ? (
              <Link className={layout.link} to="/journeys/$id" params={{ id: fact.journey }}>
                {fact.journey_name || fact.journey}
              </Link>
            ) : null}
            {fact.node && !said(fact.node_name || fact.node) ? (
              <span title={fact.node}>{fact.node_name || spoken(fact.node)}</span>
            ) : null}
            {fact.channel && !said(fact.channel) ? (
              <Badge dot={false}>{channelName(fact.channel)}</Badge>
            ) : null}
            {fact.reason && !said(fact.reason) ? (
              <span>{t`because: ${spoken(fact.reason)}`}</span>
            ) : null}
          </div>
          {values.length ? (
            <details>
              <summary>
                {values.length} {values.length === 1 ? t("value") : t("values")}
              </summary>
              <Values lines={values} />
            </details>
          ) : null}
        </div>
      </li>
    </>
  );
}
