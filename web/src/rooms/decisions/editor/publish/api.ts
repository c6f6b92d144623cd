/** Publishing, and what it would change. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

/** Of the draft as the server has it: `flush` brings it there first. An older answer is never shown. */
export const impact = (id: string, flush: () => Promise<boolean>) =>
  queryOptions({
    queryKey: ["journey", id, "impact"],
    queryFn: async ({ signal }) => {
      await flush();
      return get<wire.Impact>(`/api/journeys/${path(id)}/impact`, signal);
    },
    staleTime: 0,
    gcTime: 0,
  });

/** How large a lift the draft will show, and when; asked once the draft is at the server. */
export const plan = (id: string, isSaved: boolean) =>
  queryOptions({
    queryKey: ["journey", id, "plan"],
    queryFn: ({ signal }) => get<wire.PlanReport>(`/api/journeys/${path(id)}/plan`, signal),
    enabled: isSaved,
    staleTime: 0,
    gcTime: 0,
  });

export type Moves = Record<string, string | null>;

export interface Publication {
  document: wire.Journey;
  reason: string;
  hypothesis?: string;
  /** Where people on steps that are gone go (null: they leave); null for all lets them finish on their version. */
  moves: Moves | null;
}

export const publishVersion = (id: string, what: Publication) =>
  post<{ version: number }>(`/api/journeys/${path(id)}/publish`, what);
