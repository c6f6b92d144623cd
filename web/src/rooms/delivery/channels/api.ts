/** Providers: who carries the messages of each channel. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, query, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const providers = () =>
  queryOptions({
    queryKey: ["providers"],
    queryFn: ({ signal }) => get<wire.ProviderList>("/api/providers", signal),
    refetchInterval: 10_000,
  });

export const providerKinds = () =>
  queryOptions({
    queryKey: ["provider-kinds"],
    queryFn: ({ signal }) => get<wire.ProviderKindList>("/api/providers/kinds", signal),
    staleTime: Infinity,
  });

export const addProvider = (body: wire.ProviderBody) => post<null>("/api/providers", body);

export const dropProvider = (name: string, toSandbox: boolean) =>
  remove<null>(`/api/providers/${path(name)}${query({ to_sandbox: toSandbox ? "true" : "" })}`);

export const testProvider = (name: string, to: string) =>
  post<wire.ProviderTestAnswer>(`/api/providers/${path(name)}/test`, { to });
