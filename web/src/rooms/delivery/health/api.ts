/** How the server does, and what it could not read or decide. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post, query } from "@/api/client";
import { after, paged, type Page } from "@/api/pages";
import type * as wire from "@/api/wire";

/** A background task of the server. */
export interface TaskReport {
  name: string;
  state: string;
  restarts: number;
  fault: string;
  words: string;
}

/** What `/api/health` answers; it is no part of the OpenAPI document. */
export interface FullHealth {
  status: "ok" | "degraded" | "failing";
  version: string;
  lag_signals: number;
  lag_seconds: number;
  stranded: number;
  facts_lag_chunks: number;
  oldest: { unsent_message_seconds: number; unexported_facts_seconds: number };
  tasks: TaskReport[];
  set_aside: Record<string, number>;
  warnings: string[];
  troubles: { key: string; words: string; grave: boolean }[];
}

export const fullHealth = () =>
  queryOptions({
    queryKey: ["full-health"],
    queryFn: ({ signal }) => get<FullHealth>("/api/health", signal),
    refetchInterval: 5_000,
  });

export const quarantine = () =>
  infiniteQueryOptions({
    queryKey: ["quarantine"],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.QuarantineLine>> => {
      const answer = await get<wire.QuarantineList>(
        `/api/quarantine${query({ cursor: pageParam })}`,
        signal,
      );
      return { rows: [...answer.items], next: after(answer.next) };
    },
    ...paged,
  });

export const actOn = (number: number, act: "retry" | "drop") =>
  post<wire.QuarantineAnswer>(`/api/quarantine/${number}/${act}`);
