/** One journey's results: guards before the verdict, then the funnel and what it stands on. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { JSX } from "react";
import { journey } from "@/api/queries";
import type { Report } from "@/api/wire";
import { report } from "./api";
import { eventsOf } from "@/canvas/document";
import { compact, count } from "@/ui/format/format";
import { rateBeside } from "@/ui/format/rate";
import { Icon } from "@/ui/icon/Icon";
import { Await } from "@/ui/await/Await";
import { StateBadge } from "@/ui/badge/Badge";
import { Empty } from "@/ui/empty/Empty";
import { Figures } from "@/ui/figures/Figures";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { LiftOverTime, TimeToConvert } from "./charts";
import { Comparisons } from "./Comparisons";
import { Arms } from "./Arms";
import { ProofNote } from "./Proof";
import { Entries } from "./Entries";
import { heldOut, rangeOf, whyNothing } from "./figures";
import { Funnel } from "./Funnel";
import { MetricsCard } from "./Metrics";
import { NextActions } from "./NextAction";
import { Groups } from "./Groups";
import { Reasons } from "./Reasons";
import { beside, Revenue } from "./Revenue";
import { TotalsCard } from "./Totals";
import { Verdict } from "./Verdict";
import { isSettled } from "@/rooms/learning/results/verdict";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./ReportPage.module.css";
import pairs from "./report.module.css";

const NONE: readonly string[] = [];
export function ReportPage(): JSX.Element {
  const { id } = useParams({ from: "/inside/results/$id" });
  const query = useQuery(report(id));
  const { data: detail } = useQuery(journey(id));
  const document = detail?.live?.document ?? detail?.draft?.document;
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/results" className={layout.link}>
            {t("Results")}
          </Link>
        }
        title={document?.name || id}
        text={
          document?.hypothesis ? (
            <>{t`Hypothesis: ${document.hypothesis}`}</>
          ) : (
            t(
              "No hypothesis was written down. Write one at the next publish, so that results are read against it.",
            )
          )
        }
      >
        {detail ? <StateBadge state={detail.state} /> : null}
        <Button
          component={Link}
          to={`/journeys/${id}`}
          variant="default"
          leftSection={<Icon name="journeys" size={15} />}
        >
          {t("Open the canvas")}
        </Button>
      </PageHead>
      <Await query={query} lines={10}>
        {(data) => (
          <Body
            id={id}
            data={data}
            holdout={document?.holdout?.percent ?? 0}
            events={document?.entry ? eventsOf(document.entry) : NONE}
          />
        )}
      </Await>
    </div>
  );
}

interface BodyProps {
  id: string;
  data: Report;
  holdout: number;
  events: readonly string[];
}

const HELD_NOBODY = t(
  "Nobody is held out of this journey, so what it causes cannot be measured. Set a holdout at its entry; five to ten per cent is usual.",
);

/** Before the first person: what will stand here, and what it waits for. */
function Nobody({
  id,
  holdout,
  events,
}: {
  id: string;
  holdout: number;
  events: readonly string[];
}): JSX.Element {
  return (
    <div className={css.report}>
      <Entries journey={id} />
      {holdout > 0 ? null : <Note tone="warn">{HELD_NOBODY}</Note>}
      <div className={layout.card}>
        <Empty
          icon="results"
          title={t("Nobody has entered yet")}
          actions={
            <>
              <Button component={Link} to="/start">
                {t("Send the first event")}
              </Button>
              <Button component={Link} to={`/journeys/${id}`} variant="default">
                {t("Open the canvas")}
              </Button>
            </>
          }
        >{rich`${
          events.length ? (
            <>
              {rich`People enter when ${(<span className={layout.mono}>{events.join(", ")}</span>)} comes in.`}{" "}
            </>
          ) : null
        }Then this page shows how far they come and how long they take. ${
          holdout > 0
            ? t`${holdout} % of them walk the journey without its messages; what they do against the others is the verdict, given as soon as it can be.`
            : ""
        }`}</Empty>
      </div>
    </div>
  );
}

function Body({ id, data, holdout, events }: BodyProps): JSX.Element {
  const { lift, comparisons: all = [] } = data;
  const decidedAt = all.find((one) => one.leading)?.decided_at;
  if (data.entered === 0) return <Nobody id={id} holdout={holdout} events={events} />;
  const told = lift && isSettled(lift) ? lift : null;
  const caused = told ? data.caused : null;
  return (
    <div className={css.report}>
      {lift ? (
        <Verdict lift={lift} at={data.counted_at} decidedAt={decidedAt} />
      ) : holdout > 0 ? (
        <Note>{t`${holdout} % of those who enter are held out. The verdict comes when enough people of both arms have converted.`}</Note>
      ) : (
        <Note tone="warn">{HELD_NOBODY}</Note>
      )}
      <Comparisons journey={id} all={all} />
      <Entries journey={id} />
      {data.sandbox ? <Note tone="warn">{data.sandbox}</Note> : null}
      {data.outcomes ? <Note tone="warn">{data.outcomes}</Note> : null}
      <Figures
        items={[
          { name: t("Entered"), value: count(data.entered) },
          {
            name: data.sandbox ? t("Got, or would have got, a message") : t("Got a message"),
            value: count(data.messaged),
            under: rateBeside(data.messaged, data.entered),
          },
          heldOut(data),
          {
            name: t("Converted"),
            value: count(data.converted),
            under: t`people ${rateBeside(data.converted, data.entered)} so far`,
          },
          {
            name: t("Attributed"),
            value: count(data.attributed),
            under: beside(data.attributed, told?.incremental_conversions ?? 0),
          },
          {
            name: t("Caused"),
            value: caused ? compact(caused.conversions) : "—",
            under: caused ? rangeOf(caused) : whyNothing(lift),
          },
        ]}
      />
      {data.totals?.length ? <TotalsCard totals={data.totals} /> : null}
      <Revenue data={data} />
      <MetricsCard journey={id} />
      <Charts id={id} data={data} />
      {lift ? <ProofNote journey={id} /> : null}
      {lift ? <Groups journey={id} events={events} /> : null}
      <Reasons journey={id} data={data} />
    </div>
  );
}

function Charts({ id, data }: { id: string; data: Report }): JSX.Element {
  return (
    <>
      <Funnel journey={id} steps={data.funnel} of={data.enrollments} />
      <div className={pairs.twoUp}>
        {data.over_time.length ? <LiftOverTime journey={id} days={data.over_time} /> : null}
        <TimeToConvert journey={id} time={data.time_to_convert} within={data.within_ms} />
      </div>
      <NextActions journey={id} />
      {data.experiments.map((one) => (
        <Arms key={one.node} journey={id} one={one} />
      ))}
    </>
  );
}
