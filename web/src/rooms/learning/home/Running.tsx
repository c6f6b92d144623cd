/** Whether all runs, and what has left since midnight. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { health, type Health } from "@/api/queries";
import type { Home } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { Words } from "@/ui/format/Words";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Home.module.css";

const TONES: Record<Health["status"], Tone> = { ok: "good", degraded: "warn", failing: "bad" };
const SHOWN = 5;

export function Running(): JSX.Element {
  const query = useQuery(health());
  return (
    <section className={cx(layout.card, css.part)} aria-labelledby="alarms">
      <h2 id="alarms">{t("Alarms")}</h2>
      <Await query={query} bare lines={3}>
        {(state) => <State state={state} />}
      </Await>
    </section>
  );
}

function State({ state }: { state: Health }): JSX.Element {
  const troubles = state.troubles ?? [];
  return (
    <>
      {troubles.length === 0 ? (
        <p className={layout.dim}>{t("All quiet. What slows down or stops shows here first.")}</p>
      ) : (
        <ul className={css.lines}>
          {troubles.slice(0, SHOWN).map((one) => (
            <li key={one.key}>
              <Words text={one.words} />
            </li>
          ))}
        </ul>
      )}
      <p className={cx(layout.row, layout.small)}>
        <Badge tone={TONES[state.status]}>{state.status}</Badge>
        <Link to="/health" className={layout.link}>
          {troubles.length > SHOWN
            ? t`${troubles.length - SHOWN} more in Health`
            : t("Open Health")}
        </Link>
      </p>
    </>
  );
}

export function Today({ data }: { data: Home }): JSX.Element {
  const { today } = data;
  return (
    <section className={cx(layout.card, css.part)} aria-labelledby="today">
      <h2 id="today">{t("Today")}</h2>
      {today.channels.length === 0 ? (
        <p className={layout.dim}>{t("No message has left since midnight.")}</p>
      ) : (
        <ul className={css.lines}>
          {today.channels.map((one) => (
            <li key={`${one.channel} ${one.kept}`} className={layout.num}>
              {channelName(one.channel)} <b>{count(one.messages)}</b>
              {one.kept ? t(" kept in the sandbox") : t` to ${count(one.people)} people`}
            </li>
          ))}
        </ul>
      )}
      <p
        className={cx(layout.small, layout.dim)}
      >{rich`${count(today.people)} ${today.people === 1 ? t("person") : t("people")} entered a journey. ${(
        <Link to="/messages" className={layout.link}>
          {t("Messages")}
        </Link>
      )}`}</p>
    </section>
  );
}
