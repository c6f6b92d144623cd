/** What is known of a person. */
import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX, ReactNode } from "react";
import type { Person } from "@/api/wire";
import { ago, localTimes, plain, spoken, when } from "@/ui/format/format";
import { channelName } from "@/ui/channel/channel";
import { Badge } from "@/ui/badge/Badge";
import { sayFault } from "@/ui/toast/toast";
import { setConsent } from "./api";
import { Devices } from "./Devices";
import { cx } from "@/ui/classes";
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

/** "email:offers" as "E-mail: offers". */
const consentName = (key: string): string => {
  const [channel = "", topic] = key.split(/[:/]/);
  return topic ? `${channelName(channel)}: ${spoken(topic)}` : channelName(channel);
};

export function Profile({ person }: { person: Person }): JSX.Element {
  return (
    <div className={layout.stack}>
      <Part title="Journeys">
        {person.enrollments.length === 0 ? (
          <p className={cx(layout.dim, layout.small)}>
            In no journey now. What was decided before stands in the timeline and under Why.
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
                {one.held ? <Badge tone="info">held out</Badge> : null}{" "}
                {one.ended_at
                  ? `left ${ago(one.ended_at)}`
                  : localTimes(one.waiting || `At ${spoken(one.node ?? "the start")}.`)}
              </div>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Traits">
        <dl className={css.pairs}>
          {Object.entries(person.traits).map(([key, value]) => (
            <div key={key} className={css.pair}>
              <dt className={layout.mono}>{key}</dt>
              <dd>{shown(value)}</dd>
            </div>
          ))}
          <div className={css.pair}>
            <dt>Time zone</dt>
            <dd>{person.zone || "the workspace's"}</dd>
          </div>
          <div className={css.pair}>
            <dt>Account</dt>
            <dd>{person.account ?? "none"}</dd>
          </div>
        </dl>
      </Part>
      <Part title="Consent">
        <Consent person={person} />
      </Part>
      <Part title="Devices">
        <Devices person={person} />
      </Part>
      <Part title="Segments">
        <Tags all={person.segments} none="In no segment." />
      </Part>
      <Part title="Lists">
        <Tags all={person.lists} none="On no list." />
      </Part>
    </div>
  );
}

function Consent({ person }: { person: Person }): JSX.Element {
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: ({ key, allowed }: { key: string; allowed: boolean }) => {
      const [channel = "", topic] = key.split(/[:/]/);
      return setConsent(person.person, {
        channel,
        ...(topic ? { topic } : {}),
        allowed,
      });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["person", person.person] }),
    onError: sayFault,
  });
  const known = Object.entries(person.consent);
  const rows = known.length ? known : ["email", "sms", "push"].map((one) => [one, null] as const);
  return (
    <div className={cx(layout.stack, layout.tight)}>
      {rows.map(([key, value]) => (
        <Switch
          key={key}
          size="xs"
          label={`${consentName(key)}${value === null ? " (nothing said: the workspace's rule)" : ""}`}
          checked={value === true}
          onChange={(event) => set.mutate({ key, allowed: event.currentTarget.checked })}
        />
      ))}
    </div>
  );
}
