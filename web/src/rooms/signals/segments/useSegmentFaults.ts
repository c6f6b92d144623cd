/** The server's checks of a segment as one types. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { wholeFault, type Fault } from "@/api/faults";
import { check } from "@/api/queries";
import type { Written } from "./useSaving";

const NONE: Fault[] = [];

/** Faults of what stands there now; none while it is still being typed or empty. */
export function useSegmentFaults(id: string, written: Written): Fault[] {
  const [settled] = useDebouncedValue(written.when, 400);
  const { data } = useQuery({
    queryKey: ["check", "segment", id, settled],
    queryFn: () => check({ kind: "segment", id, when: settled }),
    enabled: settled.trim() !== "",
    retry: false,
    gcTime: 30_000,
  });
  if (settled !== written.when || !settled.trim()) return NONE;
  return (data?.faults ?? []).map(wholeFault);
}
