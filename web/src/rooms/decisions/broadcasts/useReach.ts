/** Who would get the broadcast as it stands, asked again once the author pauses. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { BroadcastReach } from "@/api/wire";
import { reachOf } from "./api";
import { bodyOf, hasAudience, hasTime, type Draft } from "./draft";

const REST_MS = 350;

export interface Reach {
  /** Undefined as long as it is not said to whom and when. */
  found: BroadcastReach | undefined;
  error: unknown;
  /** It is of what stands on the page now, not of what stood there before. */
  settled: boolean;
}

export function useReach(draft: Draft): Reach {
  const ready = hasAudience(draft) && hasTime(draft);
  const [asked] = useDebouncedValue(draft, REST_MS);
  const { data, error, isFetching } = useQuery({ ...reachOf(bodyOf(asked)), enabled: ready });
  return {
    found: ready ? data : undefined,
    error: ready ? error : null,
    settled: ready && !isFetching && asked === draft,
  };
}
