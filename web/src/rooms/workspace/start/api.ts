/** The first message: asked for, and looked at until its fate is known. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { HelloSaid, MessageDetail } from "@/api/wire";

const LOOK_MS = 400;
const UNDERWAY: ReadonlySet<string> = new Set(["pending", "sending"]);

export const sayHello = (name: string, email: string) =>
  post<HelloSaid>("/api/hello", { name, email });

/** What was said in this session; a test person is in no figure, so nothing else tells of it. */
export const HELLO = ["hello"] as const;
export const said = () =>
  queryOptions<HelloSaid | null>({
    queryKey: HELLO,
    queryFn: () => null,
    staleTime: Infinity,
    gcTime: Infinity,
  });

/** The message by its key; asked again until it has left, or stays. */
export const firstMessage = ({ message: key }: HelloSaid) =>
  queryOptions({
    queryKey: ["message", key],
    queryFn: ({ signal }) => get<MessageDetail>(`/api/messages/${encodeURIComponent(key)}`, signal),
    enabled: key !== "",
    refetchInterval: ({ state }) =>
      state.data && !UNDERWAY.has(state.data.status) ? false : LOOK_MS,
  });
