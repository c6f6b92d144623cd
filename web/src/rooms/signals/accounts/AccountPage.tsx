/** One account: its traits, who belongs to it, what it decides on, and what happened. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { JSX } from "react";
import type { AccountProfile, FactLine, OpenPassage } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { ago, count, plain, spoken, when } from "@/ui/format/format";
import { More } from "@/ui/more/More";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { AccountLists } from "./AccountLists";
import { account, membersOf, timelineOf } from "./api";
import { t } from "@/language/t";
import css from "./AccountPage.module.css";

export function AccountPage(): JSX.Element {
  const { id } = useParams({ from: "/inside/accounts/$id" });
  const query = useQuery(account(id));
  const name = query.data?.traits.name;
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/accounts" className={layout.link}>
            {t("Accounts")}
          </Link>
        }
        title={typeof name === "string" && name ? name : id}
        text={
          query.data
            ? t`${count(query.data.members)} ${query.data.members === 1 ? t("member") : t("members")}. Its id is ${id}.`
            : undefined
        }
      />
      <Await query={query}>
        {(profile) => (
          <div className={css.columns}>
            <div className={layout.stack}>
              <Passages profile={profile} />
              <History id={id} />
            </div>
            <div className={layout.stack}>
              <Members id={id} />
              <AccountLists profile={profile} />
              <Traits traits={profile.traits} />
              <Rules profile={profile} />
            </div>
          </div>
        )}
      </Await>
    </div>
  );
}

const OPEN: Column<OpenPassage>[] = [
  {
    name: t("Journey"),
    cell: (one) => (
      <Link to="/journeys/$id" params={{ id: one.journey }}>
        <b>{one.journey_name || one.journey}</b>
      </Link>
    ),
    phone: "line",
  },
  { name: t("Began by"), cell: (one) => `${one.asker}: ${one.trigger}` },
  {
    name: t("Who is in it"),
    cell: (one) => one.members.join(", ") || t("nobody yet"),
    phone: "line",
  },
  {
    name: t("Since"),
    cell: (one) => <span title={when(one.at)}>{ago(one.at)}</span>,
    phone: "plain",
  },
];

function Passages({ profile }: { profile: AccountProfile }): JSX.Element {
  const entered = Object.entries(profile.entered);
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Journeys")}>
      <h2>{t("Journeys of the account")}</h2>
      {profile.open.length ? (
        <Table
          label={t("Open journeys of the account")}
          flush
          columns={OPEN}
          rows={profile.open}
          keyOf={(one) => `${one.journey} ${one.at}`}
        />
      ) : (
        <p className={layout.dim}>{t("It is in no journey now.")}</p>
      )}
      {entered.length ? (
        <p className={cx(layout.small, layout.dim)}>
          {t("Entered so far:")}{" "}
          {entered.map(([journey, times]) => t`${journey} ${count(times)} times`).join(", ")}.
        </p>
      ) : null}
    </section>
  );
}

function Members({ id }: { id: string }): JSX.Element {
  const query = useInfiniteQuery(membersOf(id));
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Members")}>
      <h2>{t("Members")}</h2>
      <Await query={query} bare lines={3}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.rows);
          return (
            <>
              <ul className={css.members}>
                {rows.map((one) => (
                  <li key={one}>
                    <Link to="/people/$id" params={{ id: one }} className={layout.link}>
                      {one}
                    </Link>
                  </li>
                ))}
              </ul>
              <More shown={rows.length} of={t("members")} query={query} />
            </>
          );
        }}
      </Await>
    </section>
  );
}

function Traits({ traits }: { traits: AccountProfile["traits"] }): JSX.Element {
  const lines = Object.entries(traits);
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Traits")}>
      <h2>{t("What is known")}</h2>
      {lines.length === 0 ? (
        <p className={layout.dim}>{t("No trait of the account was sent.")}</p>
      ) : null}
      <dl className={css.traits}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt className={layout.mono}>{name}</dt>
            <dd>{plain(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Rules({ profile }: { profile: AccountProfile }): JSX.Element | null {
  if (profile.recipients.length === 0) return null;
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Who is chosen")}>
      <h2>{t("Who is chosen")}</h2>
      {profile.recipients.map((one) => (
        <div key={one.rule}>
          <code>{one.rule}</code>
          <p
            className={cx(layout.small, layout.dim)}
          >{t`True of ${one.more ? t("more than ") : ""}${count(one.members)}${one.first.length ? `: ${one.first.join(", ")}` : ""}`}</p>
        </div>
      ))}
    </section>
  );
}

function History({ id }: { id: string }): JSX.Element {
  const query = useInfiniteQuery(timelineOf(id));
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Timeline")}>
      <h2>{t("What happened")}</h2>
      <Await query={query} bare>
        {(data) => {
          const lines = data.pages.flatMap((page) => page.rows);
          if (lines.length === 0)
            return (
              <p className={layout.dim}>{t("Nothing was told to it or decided by it yet.")}</p>
            );
          return (
            <>
              <ol className={css.timeline}>
                {lines.map((one, at) => (
                  <Line key={`${one.at} ${at}`} line={one} />
                ))}
              </ol>
              <More shown={lines.length} of={t("facts")} query={query} />
            </>
          );
        }}
      </Await>
    </section>
  );
}

function Line({ line }: { line: FactLine }): JSX.Element {
  return (
    <li>
      <time className={cx(layout.small, layout.dim, layout.nowrap)}>{when(line.at)}</time>
      <span>{line.text || spoken(line.kind)}</span>
    </li>
  );
}
