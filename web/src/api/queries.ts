/** What pages of more than one room read and do; what one feature alone asks for stands in its own `api.ts`. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post, put, query } from "./client";
import type { SentFault } from "./faults";
import { after, paged, type Page, type Wire } from "./pages";
import type * as wire from "./wire";

const path = encodeURIComponent;

/** A background task of the server. */
export interface TaskReport {
  name: string;
  state: string;
  restarts: number;
  fault: string;
  words: string;
}

/** How the server feels, as `/api/health` says; it is no part of the OpenAPI document. */
export interface Health {
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

export const session = () =>
  queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => get<wire.Session>("/api/session", signal),
    staleTime: 60_000,
  });

export const health = () =>
  queryOptions({
    queryKey: ["health"],
    queryFn: ({ signal }) => get<Health>("/api/health", signal),
    staleTime: 15_000,
  });

export const journeys = () =>
  queryOptions({
    queryKey: ["journeys"],
    queryFn: ({ signal }) => get<{ journeys: wire.JourneyLine[] }>("/api/journeys", signal),
  });

export const journey = (id: string) =>
  queryOptions({
    queryKey: ["journey", id],
    queryFn: ({ signal }) => get<wire.JourneyDetail>(`/api/journeys/${path(id)}`, signal),
  });

export const segments = () =>
  queryOptions({
    queryKey: ["segments"],
    queryFn: ({ signal }) => get<{ segments: wire.SegmentLine[] }>("/api/segments", signal),
  });

/** Metrics that are documents of their own. */
export const definedMetrics = () =>
  queryOptions({
    queryKey: ["metrics", "defined"],
    queryFn: ({ signal }) => get<wire.DefinedMetrics>("/api/metrics/defined", signal),
  });

export const offers = () =>
  queryOptions({
    queryKey: ["offers"],
    queryFn: ({ signal }) => get<{ offers: wire.OfferLine[] }>("/api/offers", signal),
    staleTime: 15_000,
  });

export const person = (id: string) =>
  queryOptions({
    queryKey: ["person", id],
    queryFn: ({ signal }) => get<wire.Person>(`/api/people/${path(id)}`, signal),
  });

export const catalog = () =>
  queryOptions({
    queryKey: ["catalog"],
    queryFn: ({ signal }) => get<wire.TrackingPlan>("/api/tracking-plan", signal),
    staleTime: 60_000,
  });

export const templates = () =>
  queryOptions({
    queryKey: ["templates"],
    queryFn: ({ signal }) => get<{ templates: wire.TemplateLine[] }>("/api/templates", signal),
    staleTime: Infinity,
  });

export const audience = (when: string) =>
  queryOptions({
    queryKey: ["audience", when],
    queryFn: () => post<wire.Audience>("/api/audience", { when }),
    enabled: when.trim() !== "",
    staleTime: 30_000,
    retry: false,
  });

export interface MessageFilter {
  person?: string | undefined;
  journey?: string | undefined;
  status?: string | undefined;
}

export const messages = (filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ["messages", filter],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.MessageLine>> => {
      const answer = await get<{ messages: wire.MessageLine[] } & Wire>(
        `/api/messages${query({ ...filter, limit: 50, cursor: pageParam })}`,
        signal,
      );
      return { rows: answer.messages, next: after(answer.next) };
    },
    ...paged,
  });

/** A document as the server's checks see it. */
export const check = (document: object) =>
  post<{ faults: SentFault[] }>("/api/check", { document });

/** A key for a program; it is told once. */
export const makeKey = (role: wire.KeyRole, origins: string[] = []) =>
  post<{ key: string }>("/api/keys", { role, origins });

/** Saves a draft over the revision that its author saw; raises ApiError `draft_conflict` when there is another. */
export const saveDraft = (id: string, document: object, revision: number, window: string) =>
  put<wire.Revision>(`/api/journeys/${path(id)}/draft`, { document, revision, window });
