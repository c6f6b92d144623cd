/** Faults as you draw: ours at once, the server's a moment later. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { post } from "@/api/client";
import type { Faults } from "@/api/schema";
import { check, mergeFaults, wholeFault, type Fault } from "@/canvas/check";
import type { Journey } from "@/canvas/document";
import { diff } from "@/canvas/diff";

const bare = (document: Journey): Journey => {
  const copy = { ...document };
  delete copy.canvas;
  return copy;
};

export function useFaults(document: Journey): Fault[] {
  const [settled] = useDebouncedValue(document, 500);
  const { data } = useQuery({
    queryKey: ["check", settled.id, JSON.stringify(bare(settled))],
    queryFn: () => post<Faults>("/api/check", { document: settled }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
    staleTime: Infinity,
  });
  return useMemo(() => {
    const ours = check(document);
    // The server's words are about the settled document; of nodes that changed since, only ours are shown.
    const fresh = settled === document || diff(settled, document).length === 0;
    return mergeFaults(ours, fresh ? (data?.faults ?? []).map(wholeFault) : []);
  }, [document, settled, data]);
}
