/** Metrics that journeys share: each is a document with versions; the one that is chosen stands below with its figures. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { MetricDocument } from "@/api/generated/document";
import type { DefinedMetric } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { sharedMetrics } from "./api";
import { MetricDetail } from "./MetricDetail";
import { MetricForm } from "./MetricForm";
import { t } from "@/language/t";

const COLUMNS: readonly Column<DefinedMetric>[] = [
  {
    name: t("Metric"),
    cell: (one) => (
      <Link className={layout.link} to="/shared-metrics" search={{ metric: one.id }}>
        {one.name}
      </Link>
    ),
  },
  { name: t("It counts"), cell: (one) => one.counts },
  { name: t("Version"), cell: (one) => (one.archived ? "archived" : one.version), right: true },
  { name: t("Journeys"), cell: (one) => count(one.used_by.length), right: true },
  { name: t("Owner"), cell: (one) => one.owner || "nobody", phone: "line" },
];

/** What is written: nothing, a new one, or the one that is chosen. */
type Writes = MetricDocument | "new" | null;

export function SharedMetricsPage(): JSX.Element {
  const query = useQuery(sharedMetrics());
  const { metric } = useSearch({ from: "/inside/shared-metrics" });
  const go = useNavigate();
  const [writes, setWrites] = useState<Writes>(null);
  const done = (id: string) => {
    setWrites(null);
    if (id) void go({ to: "/shared-metrics", search: { metric: id } });
  };
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Shared metrics")}
        text={t(
          "One definition that several journeys are compared by. A change is a new version, and what it said before is counted beside it.",
        )}
      >
        <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setWrites("new")}>
          {t("New metric")}
        </Button>
      </PageHead>
      <div className={layout.stack}>
        {writes ? (
          <MetricForm
            key={writes === "new" ? "" : writes.id}
            first={writes === "new" ? null : writes}
            done={done}
          />
        ) : null}
        <Await query={query}>
          {(data) =>
            data.metrics.length ? (
              <div className={layout.card}>
                <Table
                  label={t("Shared metrics")}
                  columns={COLUMNS}
                  rows={data.metrics}
                  keyOf={(one) => one.id}
                  flush
                />
              </div>
            ) : (
              <div className={layout.card}>
                <Empty
                  icon="results"
                  art="events"
                  title={t("No shared metric yet")}
                  actions={<Button onClick={() => setWrites("new")}>{t("New metric")}</Button>}
                >
                  {t(
                    "Define one, such as refunds a person within 30 days, and name it in the metrics of journeys. All of them then count the same.",
                  )}
                </Empty>
              </div>
            )
          }
        </Await>
        {metric && !writes ? <MetricDetail id={metric} edit={setWrites} /> : null}
      </div>
    </div>
  );
}
