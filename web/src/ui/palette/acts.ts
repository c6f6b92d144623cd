/** What the page that is open lets somebody do, for the one search that finds everything. */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface PaletteAct {
  id: string;
  name: string;
  /** Where it is found besides its name, such as the words of a rule. */
  words?: string;
  /** Shown behind its name. */
  note?: string;
  /** The key that does the same. */
  key?: string;
  kind: "act" | "step";
  run: () => void;
}

type Offer = () => readonly PaletteAct[];

const offers = new Set<Offer>();
const listeners = new Set<() => void>();
/** What was typed for the person when it opens; null while it is closed. */
let asked: string | null = null;

function ask(next: string | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** Opens the search, with the beginning of what is looked for. */
export const openPalette = (typed = ""): void => ask(typed);
export const closePalette = (): void => ask(null);

export const usePaletteAsked = (): string | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );

/** All that the open page offers now. */
export const actsHere = (): PaletteAct[] => [...offers].flatMap((offer) => [...offer()]);

/** Offers these while the component is on the page; they are asked for only when the search opens. */
export function useActs(offer: Offer): void {
  const current = useRef(offer);
  useEffect(() => {
    current.current = offer;
  });
  useEffect(() => {
    const now: Offer = () => current.current();
    offers.add(now);
    return () => {
      offers.delete(now);
    };
  }, []);
}
