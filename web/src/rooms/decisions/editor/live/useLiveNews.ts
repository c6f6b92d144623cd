/** The live canvas follows the signals: what it shows is asked for again soon after some came in. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onNews } from "@/api/stream";

/** A signal is decided a moment after it was counted, on a busy machine some moments after: so it is asked twice. */
const PAUSES_MS = [1000, 5000];

export function useLiveNews(journey: string, active: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!active) return;
    let seen: number | null = null;
    const timers = new Map<number, ReturnType<typeof setTimeout>>();
    const ask = (pause: number) => {
      timers.delete(pause);
      void queries.invalidateQueries({ queryKey: ["journey", journey, "live"] });
      void queries.invalidateQueries({ queryKey: ["journey", journey, "people"] });
    };
    const off = onNews("counts", ({ signals }) => {
      if (signals !== seen)
        for (const pause of PAUSES_MS)
          if (!timers.has(pause))
            timers.set(
              pause,
              setTimeout(() => ask(pause), pause),
            );
      seen = signals;
    });
    return () => {
      off();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [queries, journey, active]);
}
