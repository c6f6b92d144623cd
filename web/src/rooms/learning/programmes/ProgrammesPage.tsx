/** What everything caused, what each programme caused, and what is to be decided: where a head of lifecycle begins. */
import { Words } from "@/ui/format/Words";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import type { ProgrammeReport, ProgrammeReports } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { VERDICTS } from "@/rooms/learning/results/verdict";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { programmes } from "./api";
import { Due, Marginal } from "./Marginal";
import { Together } from "./Together";
import { causedOf, creditOf, hasMoney, more, range } from "./words";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./Programmes.module.css";

const EXAMPLE = `holdout:
  percent: 2
  rotates: year
  goal: {event: order_placed, value: amount, within: 28d}
programmes:
  growth:
    name: From trial to first order
    percent: 5
    goal: {event: order_placed, value: amount, within: 28d}`;

export function ProgrammesPage(): JSX.Element {
  const query = useQuery(programmes());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Programmes")}
        text={t(
          "What journeys cause together, against people who are held out of all of them. Lifts of single journeys never add up to this.",
        )}
      />
      <Await query={query} lines={10}>
        {(data) => (isMeasured(data) ? <Body data={data} /> : <Nothing />)}
      </Await>
    </div>
  );
}

/** Something is held out, declared or named: then the page says what is still missing, line by line. */
const isMeasured = ({ everything, programmes: all }: ProgrammeReports): boolean =>
  everything.percent > 0 || everything.lift !== null || all.length > 0;

function Body({ data }: { data: ProgrammeReports }): JSX.Element {
  const { everything } = data;
  return (
    <div className={css.together}>
      <Due lines={everything.journeys} />
      <section className={css.together} aria-label={everything.name}>
        <h2 className={css.head}>{everything.name}</h2>
        <Together data={everything} />
      </section>
      <Each all={data.programmes} />
      <Marginal lines={everything.journeys} />
    </div>
  );
}

function Each({ all }: { all: readonly ProgrammeReport[] }): JSX.Element | null {
  const navigate = useNavigate();
  if (all.length === 0) return null;
  return (
    <section className={cx(layout.card, css.section)} aria-label={t("Each programme")}>
      <h2>{t("Each programme")}</h2>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Each against its own held-out people. They never add up to the whole: people are in several.",
        )}
      </p>
      <Table
        label={t("Programmes")}
        columns={COLUMNS}
        rows={all}
        keyOf={(one) => one.id}
        onOpen={(one) => void navigate({ to: "/programmes/$id", params: { id: one.id } })}
        flush
      />
    </section>
  );
}

const COLUMNS: readonly Column<ProgrammeReport>[] = [
  {
    name: t("Programme"),
    cell: (one) => (
      <>
        <Link to="/programmes/$id" params={{ id: one.id }}>
          <b>{one.name}</b>
        </Link>
        {one.owner ? <div className={cx(layout.dim, layout.small)}>{one.owner}</div> : null}
      </>
    ),
  },
  {
    name: t("Verdict"),
    cell: (one) => {
      const words = one.lift ? VERDICTS[one.lift.verdict] : undefined;
      return words ? (
        <Badge tone={words.tone}>{words.name}</Badge>
      ) : (
        <span className={cx(layout.dim, layout.small)}>
          <Words text={one.missing} />
        </span>
      );
    },
    phone: "plain",
  },
  {
    name: t("Caused"),
    cell: (one) => {
      const found = causedOf(one);
      if (!found) return <span className={layout.dim}>—</span>;
      return (
        <span className={layout.num}>
          <b>{more(found.estimate, hasMoney(one))}</b>{" "}
          <span className={cx(layout.dim, layout.small)}>{range(found, hasMoney(one))}</span>
        </span>
      );
    },
    phone: "line",
  },
  {
    name: t("Attributed"),
    cell: (one) => <span className={layout.num}>{creditOf(one).value}</span>,
    right: true,
  },
  {
    name: t("Held out"),
    cell: (one) => <span className={layout.num}>{count(one.cost?.units ?? 0)}</span>,
    right: true,
  },
];

function Nothing(): JSX.Element {
  return (
    <div className={css.together}>
      <div className={layout.card}>
        <Empty
          icon="results"
          title={t("Nothing is measured together yet")}
          actions={
            <Button component={Link} to="/settings">
              {t("Hold people out in Settings")}
            </Button>
          }
        >
          {t(
            "A programme is a promise, such as onboarding or winning back, with a goal of its own. Hold some people out of all of its journeys, or of everything, and this page says what they caused together, by month and in money.",
          )}
        </Empty>
      </div>
      <section className={cx(layout.card, css.section)} aria-label={t("As a document")}>
        <h2>{t("The same as a document")}</h2>
        <p
          className={cx(layout.small, layout.dim)}
        >{rich`In the workspace’s document; then write ${(<code>programme: growth</code>)} in its journeys.`}</p>
        <CopyBlock text={EXAMPLE} label={t("Copy the example")} />
      </section>
    </div>
  );
}
