/** What is planned, held and sent, from a day to a day. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, query } from "@/api/client";
import type { Calendar } from "@/api/wire";

export const calendar = (from: string, to: string) =>
  queryOptions({
    queryKey: ["calendar", from, to],
    queryFn: ({ signal }) => get<Calendar>(`/api/calendar${query({ from, to })}`, signal),
    placeholderData: keepPreviousData,
  });
