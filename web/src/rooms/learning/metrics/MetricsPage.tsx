/** The metrics of customers and messages: one at a time, with what it is and how it is counted. */
import { Words } from "@/ui/format/Words";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState, type JSX } from "react";
import type { MetricLine, MetricTable } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Chart, Framed, type Column, type Ink } from "@/ui/chart/Chart";
import { Empty } from "@/ui/empty/Empty";
import { spoken } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { metric, metrics, type Question } from "./api";
import { drawn, toldIn, type Cells } from "./drawn";
import { QuestionFields } from "./QuestionFields";
import { t } from "@/language/t";

export function MetricsPage(): JSX.Element {
  const query = useQuery(metrics());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Metrics")}
        text={t(
          "Who comes back, who buys again, who leaves, and how messages are received. What messages caused stands in Results.",
        )}
      />
      <Await query={query}>{(data) => <Chosen all={data.metrics} />}</Await>
    </div>
  );
}

function Chosen({ all }: { all: readonly MetricLine[] }): JSX.Element {
  const { metric: named } = useSearch({ from: "/inside/figures" });
  const go = useNavigate();
  const one = all.find((line) => line.name === named) ?? all[0];
  if (!one) return <></>;
  return (
    <div className={layout.stack}>
      <Select
        label={t("Metric")}
        allowDeselect={false}
        data={all.map((line) => ({ value: line.name, label: line.title }))}
        value={one.name}
        onChange={(name) => void go({ to: "/figures", search: name ? { metric: name } : {} })}
        maw={360}
      />
      <Asked key={one.name} of={one} />
    </div>
  );
}

function Asked({ of }: { of: MetricLine }): JSX.Element {
  const [asked, setAsked] = useState<Question>({});
  const missing = of.needs.find((name) => !asked[name as keyof Question]);
  const query = useQuery(metric(of.name, asked, !missing));
  return (
    <>
      <QuestionFields of={of} value={asked} onChange={setAsked} />
      {missing ? (
        <div className={layout.card}>
          <Empty
            icon="results"
            title={t`Choose ${missing === "event" ? t("an event") : `a ${missing}`}`}
          >
            {of.definition}
          </Empty>
        </div>
      ) : (
        <Await query={query}>{(data) => <Figures of={of} data={data} />}</Await>
      )}
      <Definition of={of} />
    </>
  );
}

function Figures({ of, data }: { of: MetricLine; data: MetricTable }): JSX.Element {
  const option = useCallback((ink: Ink) => drawn(data, ink), [data]);
  if (!data.rows.length)
    return (
      <div className={layout.card}>
        <Empty
          icon="results"
          title={t("Nothing yet")}
        >{t`Nothing has happened that it counts, or no period of it is over. ${of.censoring}`}</Empty>
      </div>
    );
  const columns: Column<Cells>[] = data.columns.map((one, at) => ({
    name: one.name,
    title: spoken(one.name),
    value: (row) => row[at] as string | number | null,
    show: (row) => toldIn(data, row, at),
  }));
  return (
    <>
      <Framed title={data.title} file={data.metric} columns={columns} rows={data.rows}>
        <Chart option={option} label={t`${data.title}, drawn; its table has every figure`} />
      </Framed>
      {data.note ? <Note>{data.note}</Note> : null}
    </>
  );
}

function Definition({ of }: { of: MetricLine }): JSX.Element {
  const lines = [
    [t("What it is"), of.definition],
    [t("Formula"), of.formula],
    [t("Source"), of.source.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")],
    [t("Left out until when"), of.censoring],
  ] as const;
  return (
    <section className={cx(layout.card, layout.pad)} aria-label={t("How it is counted")}>
      <h2>{t("How it is counted")}</h2>
      <dl>
        {lines.map(([name, text]) => (
          <div key={name}>
            <dt className={layout.small}>
              <strong>{name}</strong>
            </dt>
            <dd className={cx(layout.small, layout.dim)}>
              <Words text={text} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
