/** Long lists, a page at a time. A page says where the next one begins (`next`), so that no row is lost or told twice. */
import { infiniteQueryOptions, type InfiniteData } from "@tanstack/react-query";
import { get, query } from "./client";
import type * as wire from "./schema";

const path = encodeURIComponent;

export interface Page<T> {
  rows: T[];
  next: string;
}

interface Wire {
  next?: string | null;
}

export interface MessageFilter {
  person?: string | undefined;
  journey?: string | undefined;
  status?: string | undefined;
}

/** All rows of the pages that are here; a row that moved to a later page while one read is told once. */
export function rowsOf<T>(data: InfiniteData<Page<T>>, keyOf: (row: T) => string): T[] {
  const seen = new Set<string>();
  return data.pages
    .flatMap((page) => page.rows)
    .filter((row) => {
      const key = keyOf(row);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

const paged = {
  initialPageParam: "",
  getNextPageParam: (last: Page<unknown>) => last.next || undefined,
};
const after = (next: string | null | undefined): string => next ?? "";

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

export const timeline = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["person", id, "timeline"],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.TimelineFact>> => {
      const answer = await get<{ facts: wire.TimelineFact[] } & Wire>(
        `/api/people/${path(id)}/timeline${query({ limit: 100, cursor: pageParam })}`,
        signal,
      );
      return { rows: answer.facts, next: after(answer.next) };
    },
    ...paged,
  });

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
