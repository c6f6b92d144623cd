/** What is worth improving. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put, query } from "@/api/client";
import type { BacklogBody, BacklogItem, BacklogList, BacklogLook } from "@/api/wire";

export const backlog = (state: string) =>
  queryOptions({
    queryKey: ["backlog", state],
    queryFn: ({ signal }) => get<BacklogList>(`/api/backlog${query({ state })}`, signal),
  });

export const addItem = (body: BacklogBody) => post<BacklogItem>("/api/backlog", body);

export const changeItem = (id: string, body: BacklogBody) =>
  put<BacklogItem>(`/api/backlog/${encodeURIComponent(id)}`, body);

export const lookNow = () => post<BacklogLook>("/api/backlog/look");
