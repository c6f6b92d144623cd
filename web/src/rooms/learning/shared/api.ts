/** Metrics that are documents: the registry, one with its versions and figures, and what is done to one. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { MetricDocument } from "@/api/generated/document";
import type { DefinedMetricAnswer, DefinedMetrics } from "@/api/wire";
import { t } from "@/language/t";

const path = encodeURIComponent;
const KEY = t("shared metrics");

export const sharedMetrics = () =>
  queryOptions({
    queryKey: [KEY],
    queryFn: ({ signal }) => get<DefinedMetrics>("/api/metrics/defined", signal),
  });

export const sharedMetric = (id: string) =>
  queryOptions({
    queryKey: [KEY, id],
    queryFn: ({ signal }) => get<DefinedMetricAnswer>(`/api/metrics/defined/${path(id)}`, signal),
    retry: false,
  });

export const publishMetric = (document: MetricDocument, reason: string) =>
  post<{ version: number }>("/api/documents", { document, publish: true, reason });

export const archiveMetric = (id: string, reason: string) =>
  post(`/api/content/metric/${path(id)}/archive`, { reason });

/** What is written, without what is empty: the server's defaults stand for that. */
export function written(document: MetricDocument): MetricDocument {
  const kept = Object.entries(document).filter(
    ([name, value]) => name === "kind" || (value !== "" && value !== undefined && value !== 0),
  );
  return Object.fromEntries(kept) as unknown as MetricDocument;
}
