/** What a person sees first. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Home } from "@/api/wire";

export const home = () =>
  queryOptions({
    queryKey: ["home"],
    queryFn: ({ signal }) => get<Home>("/api/home", signal),
    staleTime: 0,
    refetchInterval: 15_000,
  });
