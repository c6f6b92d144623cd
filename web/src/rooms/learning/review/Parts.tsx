/** The parts of a review. */
import { Link } from "@tanstack/react-router";
import type { JSX, ReactNode } from "react";
import type { Review, StepLoss } from "@/api/wire";
import { VERDICTS } from "@/rooms/learning/results/verdict";
import { ChangeList } from "@/rooms/learning/home/Changed";
import { DueLink } from "@/rooms/learning/home/NeedsYou";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { count, localTimes } from "@/ui/format/format";
import { rateBeside } from "@/ui/format/rate";
import { Words } from "@/ui/format/Words";
import layout from "@/ui/layout/layout.module.css";
import { CausedThen } from "./CausedThen";
import { Messages } from "./Messages";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./Review.module.css";

/** Parts in which something stands, and one line for those in which nothing does. */
export function Parts({ data }: { data: Review }): JSX.Element {
  const quiet = quietOf(data);
  return (
    <>
      <Part title={t("What everything caused")}>
        <CausedThen data={data} />
      </Part>
      <Part
        title={t("Verdicts reached")}
        lines={data.reached.map((one) => [
          one.journey + one.decided_at,
          <Reached key="" one={one} />,
        ])}
      />
      <Part
        title={t("To decide")}
        lines={data.due.map((one) => [
          `${one.kind} ${one.ref}`,
          <>
            <DueLink one={one} /> {localTimes(one.text)}
          </>,
        ])}
      />
      <Part
        title={t("Checks and alarms")}
        lines={[
          ...data.guards.map((one): [string, ReactNode] => [
            `${one.journey} ${one.text}`,
            <>
              <ReportLink journey={one.journey} name={one.name} /> {localTimes(one.text)}
            </>,
          ]),
          ...data.alarms.map((words): [string, ReactNode] => [
            words,
            <Words key="" text={words} />,
          ]),
        ]}
      />
      <Part title={t("What changed")}>
        {data.changed.length === 0 ? null : <ChangeList lines={data.changed} />}
      </Part>
      <Part
        title={t("Where people are lost")}
        lines={data.losses.map((one) => [
          `${one.journey} ${one.node} ${one.reason}`,
          <Loss key="" one={one} />,
        ])}
      />
      <Part title={t("Messages of the week")}>
        <Messages now={data.figures} before={data.figures_before} />
      </Part>
      <Part
        title={t("Ideas to take up")}
        lines={data.ideas.map((one) => [
          one.id,
          <>
            <Link to="/backlog">
              <b>{one.title}</b>
            </Link>{" "}
            {one.evidence || one.hypothesis}
          </>,
        ])}
      />
      {quiet.length ? (
        <p className={cx(layout.dim, css.part)}>{t`Nothing under: ${quiet.join(", ")}.`}</p>
      ) : null}
    </>
  );
}

const quietOf = (data: Review): string[] =>
  [
    [t("Verdicts reached"), data.reached],
    [t("To decide"), data.due],
    [t("Checks and alarms"), [...data.guards, ...data.alarms]],
    [t("What changed"), data.changed],
    [t("Where people are lost"), data.losses],
    [t("Ideas to take up"), data.ideas],
  ].flatMap(([title, lines]) => (lines?.length ? [] : [String(title)]));

/** Its lines, or what stands in it; no part at all where there is neither. */
function Part({
  title,
  lines,
  children,
}: {
  title: string;
  lines?: readonly (readonly [string, ReactNode])[];
  children?: ReactNode;
}): JSX.Element | null {
  const list =
    lines && lines.length > 0 ? (
      <ul className={css.lines}>
        {lines.map(([key, line]) => (
          <li key={key}>{line}</li>
        ))}
      </ul>
    ) : null;
  if (!list && !children) return null;
  return (
    <section className={cx(layout.card, css.part)} aria-label={title}>
      <h3>{title}</h3>
      {list ?? children}
    </section>
  );
}

const ReportLink = ({ journey, name }: { journey: string; name: string }): JSX.Element => (
  <Link to="/results/$id" params={{ id: journey }}>
    <b>{name}</b>
  </Link>
);

function Reached({ one }: { one: Review["reached"][number] }): JSX.Element {
  const words = one.verdict ? VERDICTS[one.verdict] : undefined;
  return (
    <>
      <ReportLink journey={one.journey} name={one.name} />{" "}
      {words ? <Badge tone={words.tone}>{words.name}</Badge> : null} {one.title}.{" "}
      {localTimes(one.reason)}
    </>
  );
}

const inBrackets = (text: string): string => (text ? ` (${text})` : "");

const Loss = ({ one }: { one: StepLoss }): JSX.Element => (
  <>{rich`${(
    <Link to="/journeys/$id" params={{ id: one.journey }}>
      <b>{one.journey_name}</b>
    </Link>
  )}, ${one.node_name}: ${count(one.lost)} of ${count(one.people)} people${inBrackets(rateBeside(one.lost, one.people, 0))} in 28 days, ${one.words}.`}</>
);
