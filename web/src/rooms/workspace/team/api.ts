/** Those who may sign in. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, put, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const operators = () =>
  queryOptions({
    queryKey: ["operators"],
    queryFn: ({ signal }) => get<wire.OperatorList>("/api/operators", signal),
  });

export const addOperator = (body: wire.OperatorBody) => post<null>("/api/operators", body);
export const dropOperator = (email: string) => remove<null>(`/api/operators/${path(email)}`);
export const endSessions = (email: string) =>
  remove<wire.SessionsEnded>(`/api/operators/${path(email)}/sessions`);
export const setRole = (email: string, body: { role: wire.OperatorRole; sees_people?: boolean }) =>
  put<null>(`/api/operators/${path(email)}/role`, body);

export const requests = () =>
  queryOptions({
    queryKey: ["publish-requests"],
    queryFn: ({ signal }) => get<wire.RequestList>("/api/publish-requests", signal),
  });

export const approve = (id: string) => post<wire.Pushed>(`/api/publish-requests/${id}/approve`);
export const refuse = (id: string, words: string) =>
  post<wire.RequestLine>(`/api/publish-requests/${id}/refuse`, { words });
export const withdraw = (id: string) =>
  post<wire.RequestLine>(`/api/publish-requests/${id}/withdraw`);
