/** Comments on a journey: asked for, said, changed, settled. None of it touches the document. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put, remove } from "@/api/client";
import type { CommentBody, CommentList, ThreadLine } from "@/api/wire";

const path = encodeURIComponent;
const of = (journey: string) => `/api/journeys/${path(journey)}/comments`;

export const comments = (journey: string) =>
  queryOptions({
    queryKey: ["comments", journey],
    queryFn: ({ signal }) => get<CommentList>(of(journey), signal),
    staleTime: 60_000,
  });

export type Said = Omit<Partial<CommentBody>, "mentions"> & { text: string; mentions: string[] };

export const sayComment = (journey: string, said: Said) => post<ThreadLine>(of(journey), said);

export const changeComment = (journey: string, thread: string, place: number, said: Said) =>
  put<ThreadLine>(`${of(journey)}/${path(thread)}/${place}`, said);

export const takeBack = (journey: string, thread: string, place: number) =>
  remove<ThreadLine>(`${of(journey)}/${path(thread)}/${place}`);

export const settle = (journey: string, thread: string, resolved: boolean) =>
  post<ThreadLine>(`${of(journey)}/${path(thread)}/${resolved ? "resolve" : "reopen"}`);

export const markRead = (journey: string, until: number) => post(`${of(journey)}/read`, { until });
