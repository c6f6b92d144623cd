/** Broadcasts: who would get one, the send, and what came of each. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type {
  BroadcastAsked,
  BroadcastBody,
  BroadcastList,
  BroadcastReach,
  BroadcastSent,
  SendBroadcastBody,
} from "@/api/wire";

export const broadcasts = () =>
  queryOptions({
    queryKey: ["broadcasts"],
    queryFn: ({ signal }) => get<BroadcastList>("/api/broadcasts", signal),
  });

export const reachOf = (body: BroadcastBody) =>
  queryOptions({
    queryKey: ["broadcasts", "reach", body],
    queryFn: () => post<BroadcastReach>("/api/broadcasts/preview", body),
    retry: false,
    placeholderData: keepPreviousData,
  });

export const sendBroadcast = (body: SendBroadcastBody) =>
  post<BroadcastSent>("/api/broadcasts", body);

export const askForBroadcast = (body: SendBroadcastBody) =>
  post<BroadcastAsked>("/api/broadcasts/requests", body);
