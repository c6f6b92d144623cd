/** What is pulled from outside on a schedule: listed, tried, set up, run, paused, removed. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;
const LOOK_MS = 1_000;

const isGoing = (one: wire.SourceLine): boolean =>
  one.wanted || one.last?.state === "running" || one.last?.state === "waiting";

export const sources = () =>
  queryOptions({
    queryKey: ["sources"],
    queryFn: ({ signal }) => get<wire.SourceList>("/api/sources", signal),
    refetchInterval: ({ state }) => (state.data?.sources.some(isGoing) ? LOOK_MS : false),
  });

export const sourceRuns = (name: string) =>
  queryOptions({
    queryKey: ["sources", name, "runs"],
    queryFn: ({ signal }) => get<wire.SourceHistory>(`/api/sources/${path(name)}/runs`, signal),
  });

export type SourceAct = "run" | "pause" | "resume";

export const addSource = (body: wire.SourceBody) => post<wire.SourceLine>("/api/sources", body);
export const tryNewSource = (body: wire.SourceBody) =>
  post<wire.SourceTrial>("/api/sources/test", body);
export const trySource = (name: string) =>
  post<wire.SourceTrial>(`/api/sources/${path(name)}/test`);
export const actOnSource = (name: string, act: SourceAct) =>
  post<wire.SourceLine>(`/api/sources/${path(name)}/${act}`);
export const removeSource = (name: string) => remove<null>(`/api/sources/${path(name)}`);
export const refusedOfRun = (name: string, run: number) =>
  `/api/sources/${path(name)}/runs/${run}/refused`;
