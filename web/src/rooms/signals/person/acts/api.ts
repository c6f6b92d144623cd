/** Acts on a person; each answers what it did. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put, query } from "@/api/client";
import type * as wire from "@/api/wire";

const of = (id: string, what: string) => `/api/people/${encodeURIComponent(id)}/${what}`;

export const setTraits = (id: string, traits: Record<string, unknown>, reason: string) =>
  put<wire.ActDone>(of(id, "traits"), { traits, reason });

export const setTest = (id: string, test: boolean) => put<wire.ActDone>(of(id, "test"), { test });

export const enter = (id: string, journey: string) =>
  post<wire.ActDone>(of(id, "enter"), { journey });

export const leave = (id: string, journey: string, reason: string) =>
  post<wire.ActDone>(of(id, "leave"), { journey, reason });

export const testSend = (id: string, journey: string, node: string) =>
  post<wire.TestSent>(of(id, "test-send"), { journey, node });

export const mergePreview = (id: string, other: string) =>
  queryOptions({
    queryKey: ["person", id, "merge", other],
    queryFn: ({ signal }) =>
      get<wire.MergePreview>(`${of(id, "merge")}${query({ other })}`, signal),
    enabled: other !== "",
    retry: false,
  });

export const merge = (id: string, other: string) => post<wire.ActDone>(of(id, "merge"), { other });

export const forgetPreview = (id: string) =>
  queryOptions({
    queryKey: ["person", id, "forget"],
    queryFn: ({ signal }) => get<wire.ErasurePreview>(of(id, "forget"), signal),
  });

export const forget = (id: string, reason: string) =>
  post<wire.ErasureLine>(of(id, "forget"), { confirm: id, reason });

/** The address of the file with all that is known. */
export const exportAddress = (id: string) => of(id, "export");
