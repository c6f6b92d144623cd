/** Publishing, and what it would change. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const impact = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "impact"],
    queryFn: ({ signal }) => get<wire.Impact>(`/api/journeys/${path(id)}/impact`, signal),
    staleTime: 0,
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
