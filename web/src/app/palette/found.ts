/** Which of many things somebody means by what they typed: pure, so that it can be tested. */

export type Kind = "act" | "step" | "page" | "journey" | "person";

export interface Thing {
  id: string;
  kind: Kind;
  name: string;
  words?: string;
  note?: string;
  key?: string;
  run: () => void;
}

const SIGNS: Record<string, Kind> = { ">": "act", "#": "step", "@": "person" };
const MOST = 12;

/** What is looked for, without the sign that says of which kind. */
export function meant(typed: string): { only: Kind | null; text: string } {
  const only = SIGNS[typed.charAt(0)] ?? null;
  return { only, text: (only ? typed.slice(1) : typed).trim().toLowerCase() };
}

/** 0: not at all. Names that begin so come first, then words within names, then what is found elsewhere. */
function fit(thing: Thing, text: string): number {
  const name = thing.name.toLowerCase();
  if (!text) return 1;
  if (name.startsWith(text)) return 5;
  if (name.includes(` ${text}`)) return 4;
  if (name.includes(text)) return 3;
  const all = `${name} ${(thing.words ?? "").toLowerCase()}`;
  return text.split(/\s+/).every((word) => all.includes(word)) ? 2 : 0;
}

/** At most a dozen, the best first; of equals those that were given first. */
export function found(things: readonly Thing[], typed: string): Thing[] {
  const { only, text } = meant(typed);
  return things
    .filter((thing) => only === null || thing.kind === only)
    .map((thing) => ({ thing, fit: fit(thing, text) }))
    .filter((one) => one.fit > 0)
    .toSorted((a, b) => b.fit - a.fit)
    .slice(0, MOST)
    .map((one) => one.thing);
}
