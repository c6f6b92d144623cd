/** One person: what happened, why, and what they allow. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, put, query, remove } from "@/api/client";
import { after, paged, type Page, type Wire } from "@/api/pages";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const why = (id: string, about: string) =>
  queryOptions({
    queryKey: ["person", id, "why", about],
    queryFn: ({ signal }) =>
      get<wire.Why>(`/api/people/${path(id)}/why${query({ journey: about })}`, signal),
    enabled: about !== "",
  });

export const timeline = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["person", id, "timeline"],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.TimelineFact>> => {
      const answer = await get<{ facts: wire.TimelineFact[] } & Wire>(
        `/api/people/${path(id)}/timeline${query({ limit: 100, cursor: pageParam })}`,
        signal,
      );
      return { rows: answer.facts, next: after(answer.next) };
    },
    ...paged,
  });

export const setConsent = (
  id: string,
  consent: { channel: string; topic?: string; allowed: boolean },
) => put(`/api/people/${path(id)}/consent`, consent);

export const removeDevice = (id: string, device: string) =>
  remove(`/api/people/${path(id)}/devices/${path(device)}`);
