/** Accounts: who they are, what they decided, who belongs to them. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, put, query } from "@/api/client";
import { after, paged, type Page } from "@/api/pages";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const accounts = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["accounts", q],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.AccountLine>> => {
      const answer = await get<wire.AccountList>(
        `/api/accounts${query({ q, cursor: pageParam })}`,
        signal,
      );
      return { rows: [...answer.accounts], next: after(answer.next) };
    },
    ...paged,
  });

export const account = (id: string) =>
  queryOptions({
    queryKey: ["account", id],
    queryFn: ({ signal }) => get<wire.AccountProfile>(`/api/accounts/${path(id)}`, signal),
  });

interface ListWord {
  name: string;
  member: boolean;
  until?: string;
}

export const putOnList =
  (id: string) =>
  ({ name, ...body }: ListWord) =>
    put<undefined>(`/api/accounts/${path(id)}/lists/${path(name)}`, body);

export const membersOf = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["account", id, "members"],
    queryFn: async ({ signal, pageParam }): Promise<Page<string>> => {
      const answer = await get<wire.MemberList>(
        `/api/accounts/${path(id)}/members${query({ cursor: pageParam })}`,
        signal,
      );
      return { rows: [...answer.members], next: after(answer.next) };
    },
    ...paged,
  });

export const timelineOf = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["account", id, "timeline"],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.FactLine>> => {
      const answer = await get<wire.AccountTimeline>(
        `/api/accounts/${path(id)}/timeline${query({ cursor: pageParam })}`,
        signal,
      );
      return { rows: [...answer.lines], next: after(answer.next) };
    },
    ...paged,
  });
