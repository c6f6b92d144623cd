/** The live canvas follows the signals: what it shows is asked for again soon after some came in. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onNews } from "@/api/stream";

/** A signal is decided a moment after it was counted; and a busy server is not asked more often than this. */
const PAUSE_MS = 1000;

export function useLiveNews(journey: string, active: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!active) return;
    let seen: number | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const ask = () => {
      timer = null;
      void queries.invalidateQueries({ queryKey: ["journey", journey, "live"] });
      void queries.invalidateQueries({ queryKey: ["journey", journey, "people"] });
    };
    const off = onNews("counts", ({ signals }) => {
      if (signals !== seen) timer ??= setTimeout(ask, PAUSE_MS);
      seen = signals;
    });
    return () => {
      off();
      if (timer) clearTimeout(timer);
    };
  }, [queries, journey, active]);
}
