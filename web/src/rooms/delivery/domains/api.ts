/** The domains that mails are sent from, and what DNS says of them. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const senders = () =>
  queryOptions({
    queryKey: ["senders"],
    queryFn: ({ signal }) => get<wire.SenderKeyList>("/api/senders", signal),
  });

export const addSender = (domain: string) => post<wire.SenderKeyLine>("/api/senders", { domain });

/** Asks DNS now, so it is an act and no question that is kept. */
export const checkSender = (domain: string) =>
  get<wire.SenderCheckAnswer>(`/api/senders/${path(domain)}/check`);

export const signBy = (domain: string, selector: string) =>
  post<null>(`/api/senders/${path(domain)}/${path(selector)}/use`);

export const dropSender = (domain: string) => remove<null>(`/api/senders/${path(domain)}`);

export const dropSenderKey = (domain: string, selector: string) =>
  remove<null>(`/api/senders/${path(domain)}/${path(selector)}`);
