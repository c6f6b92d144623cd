/** Where people are now. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, query } from "@/api/client";
import { after, paged, type Page, type Wire } from "@/api/pages";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const live = (id: string, days: number) =>
  queryOptions({
    queryKey: ["journey", id, "live", days],
    queryFn: ({ signal }) =>
      get<wire.Live>(`/api/journeys/${path(id)}/live${query({ days })}`, signal),
  });

export const standing = (id: string, node: string) =>
  infiniteQueryOptions({
    queryKey: ["journey", id, "people", node],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.Standing>> => {
      const answer = await get<{ people: wire.Standing[] } & Wire>(
        `/api/journeys/${path(id)}/people${query({ node, limit: 30, cursor: pageParam })}`,
        signal,
      );
      return { rows: answer.people, next: after(answer.next) };
    },
    ...paged,
  });
