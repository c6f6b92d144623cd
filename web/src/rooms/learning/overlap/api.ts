/** Who is in how many journeys. */
import { queryOptions } from "@tanstack/react-query";
import { get, query } from "@/api/client";
import type { OverlapMap } from "@/api/wire";

export const overlap = (of: string) =>
  queryOptions({
    queryKey: ["overlap", of],
    queryFn: ({ signal }) => get<OverlapMap>(`/api/overlap${query({ of })}`, signal),
  });
