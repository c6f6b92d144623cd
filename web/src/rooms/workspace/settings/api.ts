/** Keys, and the rules above all journeys. */
import { queryOptions } from "@tanstack/react-query";
import { get, put, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const keys = () =>
  queryOptions({
    queryKey: ["keys"],
    queryFn: ({ signal }) => get<{ keys: wire.Key[] }>("/api/keys", signal),
  });

export const workspace = () =>
  queryOptions({
    queryKey: ["workspace"],
    queryFn: ({ signal }) => get<wire.Workspace>("/api/workspace", signal),
  });

export const dropKey = (id: string) => remove(`/api/keys/${path(id)}`);

export const saveRules = (document: wire.Workspace, reason: string) =>
  put("/api/workspace", { document, reason });
