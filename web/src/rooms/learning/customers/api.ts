/** What customers will bring, and how long they take. */
import { queryOptions } from "@tanstack/react-query";
import { get, query } from "@/api/client";
import type * as wire from "@/api/wire";

export interface Worth {
  event: string;
  field: string;
  weeks: number;
}

export const worth = (asked: Worth) =>
  queryOptions({
    queryKey: ["customers", "value", asked],
    queryFn: ({ signal }) =>
      get<wire.ValueReport>(
        `/api/value${query({ event: asked.event, field: asked.field, weeks: String(asked.weeks) })}`,
        signal,
      ),
    enabled: asked.event !== "",
    retry: false,
  });

export interface Road {
  begin: string;
  reach: string;
  by: string;
}

export const timeTo = (asked: Road) =>
  queryOptions({
    queryKey: ["customers", "time-to", asked],
    queryFn: ({ signal }) =>
      get<wire.ReachReport>(
        `/api/time-to${query({ begin: asked.begin, reach: asked.reach, by: asked.by })}`,
        signal,
      ),
    enabled: asked.begin !== "" && asked.reach !== "",
    retry: false,
  });
