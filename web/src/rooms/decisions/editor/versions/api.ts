/** What the server keeps of a journey: drafts and versions. */
import { queryOptions } from "@tanstack/react-query";
import { get, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const version = (id: string, number: number) =>
  queryOptions({
    queryKey: ["journey", id, "version", number],
    queryFn: ({ signal }) =>
      get<wire.Version>(`/api/journeys/${path(id)}/versions/${number}`, signal),
    staleTime: Infinity,
  });

export const dropDraft = (id: string) => remove(`/api/journeys/${path(id)}/draft`);
