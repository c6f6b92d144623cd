/** Counts that follow the signals as they come in. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onNews } from "@/api/stream";

const REST_MS = 1500;
const COUNTED = [["segments"], ["audience"], ["preview"]];

/** Asks again for what a page counts, at most once in a while, after news of signals. */
export function useLiveCounts(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let resting: ReturnType<typeof setTimeout> | undefined;
    const off = onNews("counts", () => {
      resting ??= setTimeout(() => {
        resting = undefined;
        for (const queryKey of COUNTED) void queries.invalidateQueries({ queryKey });
      }, REST_MS);
    });
    return () => {
      off();
      clearTimeout(resting);
    };
  }, [queries]);
}
