/** People, a page at a time. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { get, query } from "@/api/client";
import { after, paged, type Page, type Wire } from "@/api/pages";
import type * as wire from "@/api/wire";

export const people = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["people", q],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.PersonLine>> => {
      const answer = await get<{ people: wire.PersonLine[] } & Wire>(
        `/api/people${query({ q, limit: 50, cursor: pageParam })}`,
        signal,
      );
      return { rows: answer.people, next: after(answer.next) };
    },
    ...paged,
  });
