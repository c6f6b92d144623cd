/** Where to draw what nobody has placed: top to bottom, branches side by side, long edges around the cards. */
import { ENTRY } from "./commands";
import type { Entry, Journey, JourneyNode, Position } from "./document";
import { edgesOf } from "./edges";
import { definitionOf } from "./kinds";
import { readingOrder } from "./readingOrder";

export const CARD_WIDTH = 264;
const GRID = 8;
const HEAD = 92;
const BARE_HEAD = 74;

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

/** Positions (top left corners) for every node and the entry. */
export async function layout(document: Journey): Promise<Record<string, Position>> {
  const dagre = await import("@dagrejs/dagre");
  const graph = new dagre.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: "TB",
    nodesep: 44,
    ranksep: 60,
    edgesep: 24,
    ranker: "network-simplex",
  });
  graph.setDefaultEdgeLabel(() => ({}));
  graph.setNode(ENTRY, { width: CARD_WIDTH, height: entryHeight(document.entry) });
  // The order of insertion is the order from left to right: branches stand as they are read.
  const order = readingOrder(document);
  for (const id of order)
    graph.setNode(id, { width: CARD_WIDTH, height: cardHeight(document.nodes[id]) });
  if (document.start in document.nodes) graph.setEdge(ENTRY, document.start, { weight: 4 });
  for (const id of order) {
    const node = document.nodes[id];
    for (const { handle, target, role } of node ? edgesOf(node) : []) {
      if (target !== null && target in document.nodes)
        graph.setEdge(id, target, { weight: role === "main" ? 3 : 1 }, handle);
    }
  }
  dagre.layout(graph, { disableOptimalOrderHeuristic: true });
  const result: Record<string, Position> = {};
  for (const id of graph.nodes()) {
    const { x, y, width, height } = graph.node(id) as {
      x: number;
      y: number;
      width: number;
      height: number;
    };
    result[id] = [snap(x - width / 2), snap(y - height / 2)];
  }
  return result;
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
