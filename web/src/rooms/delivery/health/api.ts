/** What the server could not read or decide. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { get, post, query } from "@/api/client";
import { after, paged, type Page } from "@/api/pages";
import type * as wire from "@/api/wire";

export const quarantine = () =>
  infiniteQueryOptions({
    queryKey: ["quarantine"],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.QuarantineLine>> => {
      const answer = await get<wire.QuarantineList>(
        `/api/quarantine${query({ cursor: pageParam })}`,
        signal,
      );
      return { rows: [...answer.items], next: after(answer.next) };
    },
    ...paged,
  });

export const actOn = (number: number, act: "retry" | "drop") =>
  post<wire.QuarantineAnswer>(`/api/quarantine/${number}/${act}`);
