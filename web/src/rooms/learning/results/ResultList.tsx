/** What each journey caused, on one scale. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import { journeys } from "@/api/queries";
import type { JourneyLine } from "@/api/wire";
import { between, compact, points } from "@/ui/format/format";
import { rate } from "@/ui/format/rate";
import { Interval } from "@/ui/interval/Interval";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { isSettled, VERDICTS } from "./verdict";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function ResultList(): JSX.Element {
  const query = useQuery(journeys());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Results")}
        text={t(
          "What the messages caused, against people who were held out; not what they happened to be near.",
        )}
      />
      <Await query={query}>
        {(data) => {
          const started = data.journeys.filter((one) => one.version > 0);
          return started.length ? (
            <List all={started} />
          ) : (
            <div className={layout.card}>
              <Empty
                icon="results"
                title={t("No results yet")}
                actions={
                  <Button component={Link} to="/journeys">
                    {t("To the journeys")}
                  </Button>
                }
              >
                {t(
                  "Results begin when a journey is live. Give it a goal, and hold some people out: those who walk the same journey without its messages show what would have happened anyway.",
                )}
              </Empty>
            </div>
          );
        }}
      </Await>
    </div>
  );
}

function List({ all }: { all: JourneyLine[] }): JSX.Element {
  const navigate = useNavigate();
  const reach =
    Math.max(
      0.001,
      ...all.flatMap((one) =>
        one.lift && isSettled(one.lift)
          ? [Math.abs(one.lift.low ?? 0), Math.abs(one.lift.high ?? 0)]
          : [],
      ),
    ) * 1.1;
  const rank = (one: JourneyLine) =>
    one.lift?.verdict === "lift" ? 3 : one.lift?.verdict === "harm" ? 2 : one.lift ? 1 : 0;
  const sorted = [...all].sort((a, b) => rank(b) - rank(a) || b.entered - a.entered);
  return (
    <div className={layout.card}>
      <Table
        label={t("Results")}
        columns={columnsOf(reach)}
        rows={sorted}
        keyOf={(one) => one.id}
        onOpen={(one) => void navigate({ to: "/results/$id", params: { id: one.id } })}
      />
    </div>
  );
}

const verdictOf = (one: JourneyLine) =>
  VERDICTS[one.lift?.verdict ?? "none"] ?? { name: t("No lift yet"), tone: "" as Tone };

function columnsOf(reach: number): Column<JourneyLine>[] {
  return [
    {
      name: t("Journey"),
      cell: (one) => (
        <Link to="/results/$id" params={{ id: one.id }}>
          <b>{one.name || one.id}</b>
        </Link>
      ),
    },
    {
      name: t("Goal"),
      cell: (one) => (
        <span className={layout.mono}>
          {one.goal || <span className={layout.dim}>{t("none")}</span>}
        </span>
      ),
      phone: "none",
    },
    {
      name: t("Verdict"),
      cell: (one) => <Badge tone={verdictOf(one).tone}>{verdictOf(one).name}</Badge>,
      phone: "plain",
    },
    {
      name: t("Lift, with its interval"),
      cell: (one) =>
        one.lift && isSettled(one.lift) ? (
          <span className={layout.row}>
            <Interval
              estimate={one.lift.estimate}
              low={one.lift.low}
              high={one.lift.high}
              reach={reach}
              width={150}
            />
            <span className={cx(layout.num, layout.small)}>
              {points(one.lift.estimate)}{" "}
              <span className={layout.dim}>({between(one.lift.low, one.lift.high, points)})</span>
            </span>
          </span>
        ) : (
          <span className={layout.dim}>—</span>
        ),
      phone: "line",
    },
    {
      name: t("Entered"),
      cell: (one) => <span className={layout.num}>{compact(one.entered)}</span>,
      right: true,
    },
    {
      name: t("Converted"),
      cell: (one) => <span className={layout.num}>{rate(one.conversions, one.entered)}</span>,
      right: true,
    },
  ];
}
