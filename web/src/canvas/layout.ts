/** Where to draw what nobody has placed: the main path straight down, each further branch in columns of its own at its right. */
import { ENTRY, type Entry, type Journey, type JourneyNode, type Position } from "./document";
import { edgesOf } from "./edges";
import { definitionOf } from "./kinds";

export const CARD_WIDTH = 264;
const GRID = 8;
const HEAD = 92;
const BARE_HEAD = 74;
const COLUMN = CARD_WIDTH + 48;
const GAP = 64;

/** How high a card is drawn, roughly: the rows of branches make it grow. */
export function cardHeight(node: JourneyNode | undefined): number {
  if (!node) return HEAD;
  const rows = edgesOf(node).length;
  const head = definitionOf(node.kind).bareCard ? BARE_HEAD : HEAD;
  return rows > 1 ? head + rows * 26 : 86;
}

/** So many ways in stand on the entry's card; of more it says the number. */
export const WAYS_SHOWN = 4;
const TWO_LINES = 40;

/** How high the entry's card is drawn, roughly: two lines for each way in behind the first. */
export function entryHeight({ on = [], triggers = [] }: Entry): number {
  const ways = Math.min(Number(on.length > 0) + triggers.length, WAYS_SHOWN + 1);
  return cardHeight(undefined) + Math.max(0, ways - 1) * TWO_LINES;
}

const snap = (value: number) => Math.round(value / GRID) * GRID;

/** Each step once, where it is first met by one who reads branches from left to right; of a circle, its way back is left out. */
interface Reading {
  column: Map<string, number>;
  /** From a step to the next; no way back among them. */
  ways: [from: string, to: string][];
  /** Every step behind all that lead to it. */
  order: string[];
}

function read(document: Journey): Reading {
  const column = new Map<string, number>();
  const ways: Reading["ways"] = [];
  const behind: string[] = [];
  const open = new Set<string>();
  let free = 0;
  const visit = (id: string, at: number) => {
    column.set(id, at);
    free = Math.max(free, at + 1);
    open.add(id);
    let taken = false;
    for (const next of targetsOf(document, id)) {
      if (open.has(next)) continue;
      ways.push([id, next]);
      if (column.has(next)) continue;
      visit(next, taken ? free : at);
      taken = true;
    }
    open.delete(id);
    behind.push(id);
  };
  visit(ENTRY, 0);
  for (const id of Object.keys(document.nodes)) if (!column.has(id)) visit(id, free);
  return { column, ways, order: behind.reverse() };
}

function targetsOf(document: Journey, id: string): string[] {
  const node = document.nodes[id];
  const all = id === ENTRY ? [document.start] : node ? edgesOf(node).map((one) => one.target) : [];
  return [...new Set(all)].filter((one): one is string => one !== null && one in document.nodes);
}

/** Positions (top left corners) for every step and the entry. A step stands below all that lead to it, and moves nothing else. */
export function layout(document: Journey): Record<string, Position> {
  const { column, ways, order } = read(document);
  const next = new Map<string, string[]>();
  for (const [from, to] of ways) next.set(from, [...(next.get(from) ?? []), to]);
  const top = new Map<string, number>();
  for (const id of order) {
    const y = top.get(id) ?? 0;
    top.set(id, y);
    const height = id === ENTRY ? entryHeight(document.entry) : cardHeight(document.nodes[id]);
    for (const to of next.get(id) ?? [])
      top.set(to, Math.max(top.get(to) ?? 0, snap(y + height + GAP)));
  }
  return Object.fromEntries(
    order.map((id): [string, Position] => [
      id,
      [snap((column.get(id) ?? 0) * COLUMN), top.get(id) ?? 0],
    ]),
  );
}

const overlaps = (a: Position, b: Position) =>
  Math.abs(a[0] - b[0]) < CARD_WIDTH + 16 && Math.abs(a[1] - b[1]) < 104;

/** The wished place, or the next one below where no card stands. */
export function freeSpot(taken: readonly Position[], wish: Position): Position {
  let spot: Position = [snap(wish[0]), snap(wish[1])];
  for (let tries = 0; tries < 200 && taken.some((one) => overlaps(one, spot)); tries += 1)
    spot = [spot[0], spot[1] + 24];
  return spot;
}

/** True when nobody has placed any step by hand: then the layout draws everything anew at each change. */
export function isAutomatic(document: Journey): boolean {
  const places = document.canvas?.positions;
  return !places || !Object.keys(document.nodes).some((id) => id in places);
}
