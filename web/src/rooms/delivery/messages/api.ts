/** One message, and what an operator says of it. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const message = (key: string) =>
  queryOptions({
    queryKey: ["message", key],
    queryFn: ({ signal }) => get<wire.MessageDetail>(`/api/messages/${path(key)}`, signal),
  });

/** Says what became of a message whose fate nobody knows. */
export const resolveMessage = (key: string, answer: "sent" | "resend") =>
  post(`/api/messages/${path(key)}/resolve`, { answer });
