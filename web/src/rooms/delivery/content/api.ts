/** Content as documents: listed, previewed for a person, checked, published, taken out of use. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export type ContentKind = wire.ContentLine["kind"];

export const content = () =>
  queryOptions({
    queryKey: ["content"],
    queryFn: ({ signal }) => get<wire.ContentList>("/api/content", signal),
  });

export const versions = (kind: string, id: string) =>
  queryOptions({
    queryKey: ["content", kind, id],
    queryFn: ({ signal }) =>
      get<wire.ContentHistory>(`/api/content/${path(kind)}/${path(id)}`, signal),
  });

export const publish = (document: object, reason: string) =>
  post<wire.Pushed>("/api/documents", { document, publish: true, reason });

export const putAway = (kind: string, id: string, away: boolean, reason: string) =>
  post<null>(`/api/content/${path(kind)}/${path(id)}/${away ? "archive" : "restore"}`, { reason });
