/** One message, and what an operator says of it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post, query } from "@/api/client";
import { after, paged, type Page } from "@/api/pages";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const message = (key: string) =>
  queryOptions({
    queryKey: ["message", key],
    queryFn: ({ signal }) => get<wire.MessageDetail>(`/api/messages/${path(key)}`, signal),
  });

/** Says what became of a message whose fate nobody knows. */
export const resolveMessage = (key: string, answer: "sent" | "resend") =>
  post(`/api/messages/${path(key)}/resolve`, { answer });

export interface UnsentFilter {
  person?: string | undefined;
  journey?: string | undefined;
  /** "" is every kind. */
  kind?: "refused" | "withheld" | "deferred" | "not_entered" | "" | undefined;
}

export const unsent = (filter: UnsentFilter) =>
  infiniteQueryOptions({
    queryKey: ["unsent", filter],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.UnsentLine>> => {
      const asked = query({ ...filter, limit: 50, cursor: pageParam });
      const answer = await get<wire.UnsentList>(`/api/unsent${asked}`, signal);
      return { rows: answer.unsent, next: after(answer.next) };
    },
    ...paged,
  });
