/** Content as documents: listed, previewed for a person, checked, published, taken out of use. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { SentFault } from "@/api/faults";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export type ContentKind = wire.ContentLine["kind"];

export const content = () =>
  queryOptions({
    queryKey: ["content"],
    queryFn: ({ signal }) => get<wire.ContentList>("/api/content", signal),
  });

export const starters = () =>
  queryOptions({
    queryKey: ["starters"],
    queryFn: ({ signal }) => get<wire.StarterList>("/api/content/starters", signal),
    staleTime: Infinity,
  });

export const versions = (kind: string, id: string) =>
  queryOptions({
    queryKey: ["content", kind, id],
    queryFn: ({ signal }) =>
      get<wire.ContentHistory>(`/api/content/${path(kind)}/${path(id)}`, signal),
  });

/** The mail as this person would get it: asked again whenever the template or the person is another. */
export const preview = (document: object, person: object) =>
  queryOptions({
    queryKey: ["content-preview", document, person],
    queryFn: () => post<wire.ContentPreview>("/api/content/preview", { document, person }),
    retry: false,
    placeholderData: (before) => before,
  });

export const faultsOf = (document: object) =>
  queryOptions({
    queryKey: ["content-faults", document],
    queryFn: () => post<{ faults: SentFault[] }>("/api/check", { document }),
    placeholderData: (before) => before,
  });

export const publish = (document: object, reason: string) =>
  post<wire.Pushed>("/api/documents", { document, publish: true, reason });

export const putAway = (kind: string, id: string, away: boolean, reason: string) =>
  post<null>(`/api/content/${path(kind)}/${path(id)}/${away ? "archive" : "restore"}`, { reason });
