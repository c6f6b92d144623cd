/** Who is in how many journeys, which pairs share people, and which keep each other's messages back. */
import { SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { GaveWay, JourneyShare, OverlapMap, SharedPair } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { Figures } from "@/ui/figures/Figures";
import { count, when } from "@/ui/format/format";
import { rate, rateBeside } from "@/ui/format/rate";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { overlap } from "./api";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./Overlap.module.css";

const WHOM = [
  { value: "entered", label: t("Entered in 28 days") },
  { value: "inside", label: t("Inside now") },
];

export function OverlapPage(): JSX.Element {
  const [of, setOf] = useState("entered");
  const query = useQuery({ ...overlap(of), placeholderData: keepPreviousData });
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Overlap")}
        text={t(
          "Who is in how many journeys, which journeys share people, and which keep each other’s messages back.",
        )}
      />
      <div className={cx(layout.stack, layout.loose)}>
        <div>
          <SegmentedControl
            aria-label={t("Of which people")}
            data={WHOM}
            value={of}
            onChange={setOf}
          />
        </div>
        <Await query={query} lines={8}>
          {(data) =>
            data.people === 0 && data.gave_way.length === 0 ? (
              <Nothing of={of} />
            ) : (
              <Body data={data} />
            )
          }
        </Await>
      </div>
    </div>
  );
}

const Nothing = ({ of }: { of: string }): JSX.Element => (
  <div className={layout.card}>
    <Empty
      icon="journeys"
      title={of === "inside" ? t("Nobody is in a journey") : t("Nobody has entered")}
    >
      {t(
        "Once people enter journeys, this page says who is in several of them, and where they get in each other’s way.",
      )}
    </Empty>
  </div>
);

function Body({ data }: { data: OverlapMap }): JSX.Element {
  const several = data.spread.filter((one) => one.journeys > 1);
  return (
    <>
      <Figures
        items={[
          {
            name: t("People"),
            value: count(data.people),
            under: data.now_inside ? t("inside now") : t`entered in ${data.days} days`,
          },
          {
            name: t("In one journey"),
            value: count(data.people - several.reduce((sum, one) => sum + one.people, 0)),
          },
          ...several.map((one) => ({ name: t`In ${one.journeys}`, value: count(one.people) })),
        ]}
      />
      <Part title={t("Journeys that share people")} empty={t("No two journeys share people.")}>
        {data.pairs.length > 0 ? (
          <Table
            label={t("Journeys that share people")}
            columns={PAIRS}
            rows={data.pairs}
            keyOf={(one) => `${one.one} ${one.other}`}
            flush
          />
        ) : null}
      </Part>
      <Part
        title={t("Journeys that keep each other back")}
        text={t`In ${data.days} days. A cap’s places may be taken by messages of several journeys, so these never add up.`}
        empty={t("No journey gave way to another.")}
      >
        {data.gave_way.length > 0 ? (
          <Table
            label={t("Journeys that keep each other back")}
            columns={WAYS}
            rows={data.gave_way}
            keyOf={(one) => `${one.journey} ${one.to} ${one.how}`}
            flush
          />
        ) : null}
      </Part>
      <Part title={t("Each journey")} empty={t("No journey is live.")}>
        {data.journeys.length > 0 ? (
          <Table
            label={t("Each journey")}
            columns={EACH}
            rows={data.journeys}
            keyOf={(one) => one.journey}
            flush
          />
        ) : null}
      </Part>
      <p className={cx(layout.small, layout.dim)}>{rich`Counted at ${when(data.counted_at)}. ${(
        <a
          className={layout.link}
          href={`/api/overlap?of=${data.now_inside ? "inside" : "entered"}&format=csv`}
        >
          CSV
        </a>
      )}`}</p>
    </>
  );
}

function Part({
  title,
  text,
  empty,
  children,
}: {
  title: string;
  text?: string;
  empty: string;
  children: JSX.Element | null;
}): JSX.Element {
  return (
    <section className={cx(layout.card, css.part)} aria-label={title}>
      <h2>{title}</h2>
      {children && text ? <p className={cx(layout.small, layout.dim)}>{text}</p> : null}
      {children ?? <p className={layout.dim}>{empty}</p>}
    </section>
  );
}

const JourneyLink = ({ id, name }: { id: string; name: string }): JSX.Element => (
  <Link to="/journeys/$id" params={{ id }}>
    <b>{name}</b>
  </Link>
);

const PAIRS: readonly Column<SharedPair>[] = [
  {
    name: t("Journeys"),
    cell: (one) => (
      <>
        <JourneyLink id={one.one} name={one.one_name} /> {t("and")}{" "}
        <JourneyLink id={one.other} name={one.other_name} />
      </>
    ),
    phone: "line",
  },
  {
    name: t("People in both"),
    cell: (one) => <span className={layout.num}>{count(one.people)}</span>,
    right: true,
  },
  {
    name: t("Of the smaller"),
    cell: (one) => <span className={layout.num}>{rate(one.people, smallerOf(one), 0)}</span>,
    right: true,
  },
];

/** How many people the smaller journey of the two has. */
const smallerOf = (one: SharedPair): number => (one.of > 0 ? Math.round(one.people / one.of) : 0);
const inBrackets = (text: string): string => (text ? ` (${text})` : "");

const WAYS: readonly Column<GaveWay>[] = [
  {
    name: t("Journey"),
    cell: (one) => <JourneyLink id={one.journey} name={one.name} />,
    phone: "line",
  },
  { name: t("Gave way to"), cell: (one) => one.to_name },
  { name: t("By"), cell: (one) => (one.how === "cap" ? t("a cap") : t("a group of journeys")) },
  {
    name: t("Times"),
    cell: (one) => <span className={layout.num}>{count(one.times)}</span>,
    right: true,
  },
  {
    name: t("People"),
    cell: (one) => <span className={layout.num}>{count(one.people)}</span>,
    right: true,
  },
];

const EACH: readonly Column<JourneyShare>[] = [
  {
    name: t("Journey"),
    cell: (one) => <JourneyLink id={one.journey} name={one.name} />,
    phone: "line",
  },
  {
    name: t("People"),
    cell: (one) => <span className={layout.num}>{count(one.people)}</span>,
    right: true,
  },
  {
    name: t("In another too"),
    cell: (one) => (
      <span className={layout.num}>
        {count(one.shared)}
        {inBrackets(rateBeside(one.shared, one.people, 0))}
      </span>
    ),
    right: true,
  },
];
