/** Metrics of customers and messages. */
import { queryOptions } from "@tanstack/react-query";
import { get, query } from "@/api/client";
import type { MetricList, MetricTable } from "@/api/wire";

/** What is asked, by the names of the API; "" leaves a part out. */
export type Question = Partial<
  Record<
    | "event"
    | "then"
    | "journey"
    | "segment"
    | "by"
    | "step"
    | "mode"
    | "days"
    | "back"
    | "from"
    | "to",
    string
  >
>;

export const metrics = () =>
  queryOptions({
    queryKey: ["metrics"],
    queryFn: ({ signal }) => get<MetricList>("/api/metrics", signal),
  });

export const metric = (name: string, asked: Question, enabled: boolean) =>
  queryOptions({
    queryKey: ["metrics", name, asked],
    queryFn: ({ signal }) => get<MetricTable>(`/api/metrics/${name}${query(asked)}`, signal),
    enabled,
    retry: false,
  });
