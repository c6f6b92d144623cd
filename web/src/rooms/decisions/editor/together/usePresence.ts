/** Says that this journey is open here and which step is selected, and hears who else has it open. */
import { useEffect, useRef, useState } from "react";
import { post } from "@/api/client";
import { onNews } from "@/api/stream";
import type { PresentAuthor, PresentAuthors } from "@/api/wire";
import { WINDOW } from "./window";

const AGAIN_MS = 10_000;
const SETTLED_MS = 250;

const tell = (journey: string, step: string, leaves = false) =>
  post<PresentAuthors>(`/api/journeys/${encodeURIComponent(journey)}/presence`, {
    window: WINDOW,
    step,
    leaves,
  });

const others = (authors: readonly PresentAuthor[]) =>
  authors.filter((one) => one.window !== WINDOW);

/** The other windows in which the journey is open. */
export function usePresence(journey: string, step: string): readonly PresentAuthor[] {
  const [there, setThere] = useState<readonly PresentAuthor[]>([]);
  const selected = useRef(step);
  selected.current = step;

  useEffect(() => {
    const say = () => {
      // nobody is told that he is alone: the next time will do
      tell(journey, selected.current)
        .then(({ authors }) => setThere(others(authors)))
        .catch(() => setThere([]));
    };
    const settled = setTimeout(say, SETTLED_MS);
    const again = setInterval(say, AGAIN_MS);
    return () => {
      clearTimeout(settled);
      clearInterval(again);
    };
  }, [journey, step]);

  useEffect(() => {
    const off = onNews("presence", ({ id, authors }) => {
      if (id === journey) setThere(others(authors));
    });
    const leave = () => void tell(journey, "", true).catch(() => null);
    window.addEventListener("pagehide", leave);
    return () => {
      off();
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [journey]);
  return there;
}
