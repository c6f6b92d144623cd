/** What was begun and not said yet: closing a box, leaving the journey or loading the page anew loses nothing. */
import { leftForGood } from "@/api/client";

export interface Unsaid {
  text: string;
  /** The step that a new comment was begun about. */
  step?: string;
}

const PREFIX = "loopline.unsaid.";
/** Where the browser keeps nothing, the page does. */
const here = new Map<string, Unsaid>();
leftForGood.on(() => here.clear());

/** The key of a box: a new comment of a journey, an answer in a thread, a change of one comment in it. */
export const boxOf = (journey: string, thread = "", place: number | "" = ""): string =>
  JSON.stringify([journey, thread, place]);

export function unsaid(box: string): Unsaid | null {
  const known = here.get(box);
  if (known) return known;
  try {
    return JSON.parse(window.sessionStorage.getItem(PREFIX + box) ?? "null") as Unsaid | null;
  } catch {
    return null;
  }
}

/** An empty text is forgotten. */
export function keepUnsaid(box: string, next: Unsaid | null): void {
  const kept = next?.text ? next : null;
  if (kept) here.set(box, kept);
  else here.delete(box);
  try {
    if (kept) window.sessionStorage.setItem(PREFIX + box, JSON.stringify(kept));
    else window.sessionStorage.removeItem(PREFIX + box);
  } catch {
    // It is still kept by the page.
  }
}
