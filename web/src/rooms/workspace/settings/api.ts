/** Keys, and the rules above all journeys. */
import { queryOptions } from "@tanstack/react-query";
import { get, put, remove } from "@/api/client";
import { withTouched } from "@/api/touched";
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
    // What is typed is not thrown away because the rules were read again.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const dropKey = (id: string) => remove(`/api/keys/${path(id)}`);

/** What was changed here, in the rules as they are by now: what others saved meanwhile stays. */
export async function saveRules(
  first: wire.Workspace,
  ours: wire.Workspace,
  reason: string,
): Promise<unknown> {
  const now = await get<wire.Workspace>("/api/workspace");
  const document = { ...withTouched(now, first, ours), kind: "workspace" };
  return put("/api/workspace", { document, reason });
}
