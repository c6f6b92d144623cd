/** What a journey caused. */
import { queryOptions } from "@tanstack/react-query";
import { get, query } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const report = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "report"],
    queryFn: ({ signal }) => get<wire.Report>(`/api/journeys/${path(id)}/report`, signal),
  });

export const metrics = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "report", "metrics"],
    queryFn: ({ signal }) =>
      get<wire.MetricsReport>(`/api/journeys/${path(id)}/report/metrics`, signal),
  });

export const entries = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "entries"],
    queryFn: ({ signal }) => get<wire.EntriesStanding>(`/api/journeys/${path(id)}/limits`, signal),
  });

/** Counted anew only when something has happened; a thousand redraws take a second or two. */
export const proof = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "proof"],
    queryFn: ({ signal }) => get<wire.RuleProof>(`/api/journeys/${path(id)}/proof`, signal),
    staleTime: 600_000,
  });

export const replay = (id: string, decision: string) =>
  queryOptions({
    queryKey: ["journey", id, "report", "replay", decision],
    queryFn: ({ signal }) =>
      get<wire.DecisionReplay>(
        `/api/journeys/${path(id)}/report/decisions/${path(decision)}/replay`,
        signal,
      ),
  });

export const groups = (id: string, by: string) =>
  queryOptions({
    queryKey: ["journey", id, "report", "groups", by],
    queryFn: ({ signal }) =>
      get<wire.Breakdown>(`/api/journeys/${path(id)}/report/groups${query({ by })}`, signal),
    enabled: by !== "",
  });
