/** Segments: one, whom it would hold, and saving it. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

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

interface Saved {
  name: string;
  description: string;
  when: string;
  reason: string;
  /** The version that its author saw; another one is a conflict. */
  over: number;
}

export const saveSegment = (id: string, what: Saved) =>
  put<{ version: number }>(`/api/segments/${path(id)}`, what);
