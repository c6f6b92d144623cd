/** Addresses that are not to be written to. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { get, post, query } from "@/api/client";
import { after, paged, type Page } from "@/api/pages";
import type * as wire from "@/api/wire";

export interface Wanted {
  q: string;
  channel: string;
  reason: string;
}

export const suppressions = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["suppressions", wanted],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.SuppressionLine>> => {
      const answer = await get<wire.SuppressionList>(
        `/api/suppressions${query({ ...wanted, cursor: pageParam })}`,
        signal,
      );
      return { rows: [...answer.suppressions], next: after(answer.next) };
    },
    ...paged,
  });

export const suppress = (body: wire.SuppressionBody) => post<null>("/api/suppressions", body);
export const lift = (body: wire.LiftBody) => post<null>("/api/suppressions/lift", body);
