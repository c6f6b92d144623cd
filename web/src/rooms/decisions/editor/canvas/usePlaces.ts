/** Where to draw: by hand where somebody placed the cards, by the layout where nobody did. */
import { useMemo } from "react";
import { ENTRY } from "@/canvas/commands";
import type { Journey, Position } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import { cardHeight, entryHeight, freeSpot, isAutomatic, layout } from "@/canvas/layout";

/** What the layout depends on: cards, their heights and their edges, not their words. */
function shapeOf(document: Journey): string {
  return JSON.stringify([
    document.start,
    entryHeight(document.entry),
    Object.entries(document.nodes).map(([id, node]) => [
      id,
      cardHeight(node),
      edgesOf(node).map(({ handle, target, role }) => [handle, target, role]),
    ]),
  ]);
}

export function usePlaces(document: Journey): {
  places: Record<string, Position>;
  automatic: boolean;
} {
  const automatic = isAutomatic(document);
  const shape = shapeOf(document);
  // the shape holds everything of the document that the layout reads
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const laid = useMemo(() => layout(document), [shape]);
  const places = useMemo(() => {
    if (automatic) return laid;
    const own: Record<string, Position> = { ...document.canvas?.positions };
    for (const id of [ENTRY, ...Object.keys(document.nodes)]) {
      if (!(id in own)) own[id] = freeSpot(Object.values(own), laid[id] ?? [0, 0]);
    }
    return own;
  }, [automatic, laid, document.canvas?.positions, document.nodes]);
  return { places, automatic };
}
