/** Those who may sign in. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, remove } from "@/api/client";
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
