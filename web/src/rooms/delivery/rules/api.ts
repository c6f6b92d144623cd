/** The rules above all journeys, of which the rules of delivery are a part. */
import { queryOptions } from "@tanstack/react-query";
import { get, put } from "@/api/client";
import type { Workspace } from "@/api/wire";
import { withOurs, type Ours } from "./part";

export const rules = () =>
  queryOptions({
    queryKey: ["workspace"],
    queryFn: ({ signal }) => get<Workspace>("/api/workspace", signal),
    // What is typed is not thrown away because the rules were read again.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** What was changed here, in the rules as they are by now: what others saved meanwhile stays. */
export async function publishRules(first: Ours, ours: Ours, reason: string): Promise<unknown> {
  const now = await get<Workspace>("/api/workspace");
  return put("/api/workspace", { document: withOurs(now, first, ours), reason });
}
