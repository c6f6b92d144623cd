/** Lists of people: their sizes and who is on them. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { get, put, query } from "@/api/client";
import { after, paged, type Page } from "@/api/pages";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const lists = () =>
  infiniteQueryOptions({
    queryKey: ["lists"],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.ListSize>> => {
      const answer = await get<wire.ListSizes>(`/api/lists${query({ cursor: pageParam })}`, signal);
      return { rows: [...answer.lists], next: after(answer.next) };
    },
    ...paged,
  });

export const members = (name: string) =>
  infiniteQueryOptions({
    queryKey: ["list", name],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.ListMember> & { people: number }> => {
      const answer = await get<wire.ListMembers>(
        `/api/lists/${path(name)}/people${query({ cursor: pageParam })}`,
        signal,
      );
      return { rows: [...answer.members], next: after(answer.next), people: answer.people };
    },
    ...paged,
  });

export const exportOf = (name: string) => `/api/lists/${path(name)}/export`;

export const setOnList = (person: string, name: string, on: boolean) =>
  put<null>(`/api/people/${path(person)}/lists/${path(name)}`, { member: on });
