/** Where facts and memberships are written on a schedule: listed, set up, run, paused, removed. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;
const LOOK_MS = 1_000;

export const isGoing = (one: wire.DestinationLine): boolean =>
  one.wanted || one.last?.state === "running";

export const destinations = () =>
  queryOptions({
    queryKey: ["destinations"],
    queryFn: ({ signal }) => get<wire.DestinationList>("/api/destinations", signal),
    refetchInterval: ({ state }) => (state.data?.destinations.some(isGoing) ? LOOK_MS : false),
  });

export const destinationRuns = (name: string) =>
  queryOptions({
    queryKey: ["destinations", name, "runs"],
    queryFn: ({ signal }) =>
      get<wire.DestinationHistory>(`/api/destinations/${path(name)}/runs`, signal),
  });

export type DestinationAct = "run" | "pause" | "resume";

export const addDestination = (body: wire.DestinationBody) =>
  post<wire.DestinationLine>("/api/destinations", body);
export const actOnDestination = (name: string, act: DestinationAct) =>
  post<wire.DestinationLine>(`/api/destinations/${path(name)}/${act}`);
export const removeDestination = (name: string) => remove<null>(`/api/destinations/${path(name)}`);
