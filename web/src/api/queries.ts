/** What pages read, by name; one key each, so that a change can call it stale. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, query } from "./client";
import type * as wire from "./schema";

const path = encodeURIComponent;

export const session = () =>
  queryOptions({
    queryKey: ["session"],
    queryFn: ({ signal }) => get<wire.Session>("/api/session", signal),
    staleTime: 60_000,
  });
export const health = () =>
  queryOptions({
    queryKey: ["health"],
    queryFn: ({ signal }) => get<wire.Health>("/api/health", signal),
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

export const version = (id: string, number: number) =>
  queryOptions({
    queryKey: ["journey", id, "version", number],
    queryFn: ({ signal }) =>
      get<wire.Version>(`/api/journeys/${path(id)}/versions/${number}`, signal),
    staleTime: Infinity,
  });

export const impact = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "impact"],
    queryFn: ({ signal }) => get<wire.Impact>(`/api/journeys/${path(id)}/impact`, signal),
    staleTime: 0,
  });

export const live = (id: string, days: number) =>
  queryOptions({
    queryKey: ["journey", id, "live", days],
    queryFn: ({ signal }) =>
      get<wire.Live>(`/api/journeys/${path(id)}/live${query({ days })}`, signal),
  });

export const report = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "report"],
    queryFn: ({ signal }) => get<wire.Report>(`/api/journeys/${path(id)}/report`, signal),
  });

export const groups = (id: string, by: string) =>
  queryOptions({
    queryKey: ["journey", id, "report", "groups", by],
    queryFn: ({ signal }) =>
      get<wire.Breakdown>(`/api/journeys/${path(id)}/report/groups${query({ by })}`, signal),
    enabled: by !== "",
  });

export const segments = () =>
  queryOptions({
    queryKey: ["segments"],
    queryFn: ({ signal }) => get<{ segments: wire.SegmentLine[] }>("/api/segments", signal),
  });

export const segment = (id: string) =>
  queryOptions({
    queryKey: ["segments", id],
    queryFn: ({ signal }) => get<wire.SegmentDetail>(`/api/segments/${path(id)}`, signal),
  });

export const preview = (when: string, which: wire.Which) =>
  queryOptions({
    queryKey: ["preview", when, which],
    queryFn: () =>
      post<{ people: wire.PreviewLine[] }>("/api/segments/preview", { when, which, limit: 8 }),
    enabled: when.trim() !== "",
    retry: false,
  });

export const person = (id: string) =>
  queryOptions({
    queryKey: ["person", id],
    queryFn: ({ signal }) => get<wire.Person>(`/api/people/${path(id)}`, signal),
  });

export const why = (id: string, about: string) =>
  queryOptions({
    queryKey: ["person", id, "why", about],
    queryFn: ({ signal }) =>
      get<wire.Why>(`/api/people/${path(id)}/why${query({ journey: about })}`, signal),
    enabled: about !== "",
  });

export const message = (key: string) =>
  queryOptions({
    queryKey: ["message", key],
    queryFn: ({ signal }) => get<wire.MessageDetail>(`/api/messages/${path(key)}`, signal),
  });

export const catalog = () =>
  queryOptions({
    queryKey: ["catalog"],
    queryFn: ({ signal }) => get<wire.Catalog>("/api/catalog", signal),
    staleTime: 60_000,
  });
export const templates = () =>
  queryOptions({
    queryKey: ["templates"],
    queryFn: ({ signal }) => get<{ templates: wire.TemplateLine[] }>("/api/templates", signal),
    staleTime: Infinity,
  });
export const keys = () =>
  queryOptions({
    queryKey: ["keys"],
    queryFn: ({ signal }) => get<{ keys: wire.Key[] }>("/api/keys", signal),
  });
export const workspace = () =>
  queryOptions({
    queryKey: ["workspace"],
    queryFn: ({ signal }) => get<wire.Workspace>("/api/workspace", signal),
  });

export const audience = (when: string) =>
  queryOptions({
    queryKey: ["audience", when],
    queryFn: () => post<wire.Audience>("/api/audience", { when }),
    enabled: when.trim() !== "",
    staleTime: 30_000,
    retry: false,
  });
