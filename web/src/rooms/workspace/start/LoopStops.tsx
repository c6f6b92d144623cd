/** How far the loop has come: a first signal, a journey that is live, a message, a result. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { messages } from "@/api/queries";
import { catalog, journeys } from "@/api/queries";
import { ago, compact } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { said } from "./api";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./LoopStops.module.css";

interface Stop {
  to: string;
  name: string;
  done: boolean;
  text: string;
}

/** What a comparison says once there is enough to say anything. */
const VERDICTS: ReadonlySet<string> = new Set(["lift", "harm", "no_difference_seen"]);
/** A message was made and handed on; one that a rule held back went nowhere. */
const OUT: ReadonlySet<string> = new Set(["sent", "delivered"]);

function useStops(): Stop[] {
  const { data: seen } = useQuery(catalog());
  const { data: drawn } = useQuery(journeys());
  const { data: sent } = useInfiniteQuery(messages({}));
  const { data: hello } = useQuery(said());
  const tried = Boolean(hello?.message);
  const events = (seen?.events ?? []).reduce((sum, one) => sum + one.count, 0);
  const all = drawn?.journeys ?? [];
  const live = all.filter((one) => one.state !== "draft");
  const made = (sent?.pages[0]?.rows ?? []).filter((one) => OUT.has(one.status));
  const last = made[0];
  const left = made.some((one) => one.provider !== "sandbox");
  const told = all.filter((one) => one.lift !== null && VERDICTS.has(one.lift.verdict));
  const measured = live.filter((one) => one.lift !== null);
  return [
    {
      to: "/people",
      name: t("A signal comes in"),
      done: events > 0 || tried,
      text: events
        ? t`${compact(events)} ${events === 1 ? t("event") : t("events")} so far`
        : tried
          ? t("Your own test, which counts nowhere")
          : t("Something that a person did"),
    },
    {
      to: "/journeys",
      name: t("A journey decides"),
      done: live.length > 0,
      text: live.length
        ? t`${live.length} published`
        : all.length
          ? t`${all.length} drawn, none published`
          : t("Draw one, or take a template"),
    },
    {
      to: "/messages",
      name: t("A message goes out"),
      done: last !== undefined || tried,
      text: last
        ? left
          ? t`The last one: ${ago(last.created_at)}`
          : t("Into the sandbox: nothing has left")
        : tried
          ? t("Your own, as you see above")
          : t("Into the sandbox, until you name a provider"),
    },
    {
      to: "/results",
      name: t("You learn what it caused"),
      done: told.length > 0,
      text: told.length
        ? t`${told.length} with a verdict`
        : measured.length
          ? t("Not enough data yet")
          : t("Against people who were held out"),
    },
  ];
}

export function LoopStops(): JSX.Element {
  const stops = useStops();
  const next = stops.findIndex((one) => !one.done);
  return (
    <nav className={cx(layout.card, css.stops)} aria-label={t("How far the loop has come")}>
      {stops.map((one, at) => (
        <Link
          key={one.name}
          to={one.to}
          className={css.stop}
          data-state={one.done ? "done" : at === next ? "next" : undefined}
        >
          <span className={css.stopLine}>
            <span className={css.stopDot} aria-hidden>
              {one.done ? <Icon name="check" size={13} /> : at + 1}
            </span>
          </span>
          <b>{one.name}</b>
          <span className={cx(layout.small, layout.dim)}>
            {one.done ? <span className={layout.hiddenVisually}>{t("Done.")} </span> : null}
            {one.text}
          </span>
        </Link>
      ))}
    </nav>
  );
}
