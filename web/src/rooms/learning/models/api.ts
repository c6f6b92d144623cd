/** Models that score people: their cards, training and scoring. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type * as wire from "@/api/wire";

export const models = () =>
  queryOptions({
    queryKey: ["models"],
    queryFn: ({ signal }) => get<wire.ModelList>("/api/models", signal),
  });

export const train = (id: string) =>
  post<wire.ModelAnswer>(`/api/models/${encodeURIComponent(id)}/train`, {});

export const score = (id: string) =>
  post<wire.ScoreRun>(`/api/models/${encodeURIComponent(id)}/score`, {});
