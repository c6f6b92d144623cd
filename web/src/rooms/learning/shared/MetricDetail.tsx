/** One metric: its figure in each journey, by what each version counted, and its versions. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { MetricDocument } from "@/api/generated/document";
import type { ComparedMetric, DefinedMetricAnswer, MetricVersion } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { between, decimal, longDay, points, share, spoken } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import { archiveMetric, sharedMetric } from "./api";
import { t } from "@/language/t";

interface Figure {
  journey: string;
  name: string;
  line: ComparedMetric;
}

const level = (one: ComparedMetric, value: number) =>
  one.measure === "rate" ? share(value) : decimal(value);

function difference({ line }: Figure): string {
  if (!line.difference) return "—";
  const words = line.measure === "rate" ? points : decimal;
  const { estimate, low, high } = line.difference;
  return `${words(estimate)} (${between(low, high, words)})`;
}

const FIGURES: readonly Column<Figure>[] = [
  {
    name: t("Journey"),
    cell: (one) => (
      <Link className={layout.link} to="/results/$id" params={{ id: one.journey }}>
        {one.name}
      </Link>
    ),
  },
  {
    name: t("By"),
    cell: ({ line }) => (
      <>
        {line.until_version
          ? t`what it said before (up to version ${line.until_version} of the journey)`
          : t`version ${line.document_version ?? 0}`}
        <div className={cx(layout.small, layout.dim)}>{line.counts}</div>
      </>
    ),
  },
  { name: t("Got the messages"), cell: ({ line }) => level(line, line.treated.level), right: true },
  { name: t("Held out"), cell: ({ line }) => level(line, line.held_out.level), right: true },
  { name: t("Difference"), cell: difference, right: true, phone: "line" },
  { name: t("Verdict"), cell: ({ line }) => <Badge>{spoken(line.verdict)}</Badge>, phone: "line" },
];

const VERSIONS: readonly Column<MetricVersion>[] = [
  { name: t("Version"), cell: (one) => one.version },
  { name: t("It counted"), cell: (one) => one.counts },
  { name: t("Published"), cell: (one) => longDay(one.published_at) },
  { name: t("By"), cell: (one) => one.by },
  { name: t("Why"), cell: (one) => one.reason, phone: "line" },
];

export function MetricDetail({
  id,
  edit,
}: {
  id: string;
  edit: (document: MetricDocument) => void;
}): JSX.Element {
  const query = useQuery(sharedMetric(id));
  return <Await query={query}>{(data) => <Told data={data} edit={edit} />}</Await>;
}

function Told({
  data,
  edit,
}: {
  data: DefinedMetricAnswer;
  edit: (document: MetricDocument) => void;
}): JSX.Element {
  const { metric, versions } = data;
  const newest = versions[0]?.document as unknown as MetricDocument | undefined;
  const names = new Map(metric.used_by.map((use) => [use.journey, use.journey_name]));
  const rows = data.figures.flatMap(({ journey, line, earlier }) =>
    [line, ...earlier].map((one) => ({ journey, name: names.get(journey) ?? journey, line: one })),
  );
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={metric.name}>
      <div className={cx(layout.spread, layout.wrap)}>
        <h2>{metric.name}</h2>
        {metric.archived ? <Badge tone="warn">{t("archived")}</Badge> : null}
        <Button size="xs" disabled={!newest} onClick={() => newest && edit(newest)}>
          {t("Edit")}
        </Button>
      </div>
      <p>{t`It counts ${metric.counts} within ${metric.within}; ${metric.better} is better. ${metric.description} ${metric.owner ? t`${metric.owner} answers for it.` : t("Nobody answers for it.")}`}</p>
      {rows.length ? (
        <Table
          label={t("Figures by version")}
          columns={FIGURES}
          rows={rows}
          keyOf={(one) => `${one.journey} ${one.line.until_version ?? 0}`}
          flush
        />
      ) : (
        <Empty
          icon="results"
          title={t("No live journey names it")}
        >{t`Name it in a journey's metrics, as in refunds: metric: ${metric.id}.`}</Empty>
      )}
      {data.more ? <p>{t`${data.more} more journeys are compared by it.`}</p> : null}
      <h3>{t("Versions")}</h3>
      <Table
        label={t("Versions")}
        columns={VERSIONS}
        rows={versions}
        keyOf={(one) => String(one.version)}
        flush
      />
      {metric.archived || metric.used_by.length ? null : <Archive id={metric.id} />}
    </section>
  );
}

function Archive({ id }: { id: string }): JSX.Element {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const archive = useMutation({
    mutationFn: () => archiveMetric(id, reason),
    onSuccess: () => {
      say(t("Archived. It can be published again."));
      void queries.invalidateQueries();
    },
    onError: sayFault,
  });
  return (
    <div className={cx(layout.row, layout.wrap)}>
      <TextInput
        label={t("Archive it, because")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={!reason.trim()}
        loading={archive.isPending}
        onClick={() => archive.mutate()}
      >
        {t("Archive")}
      </Button>
    </div>
  );
}
