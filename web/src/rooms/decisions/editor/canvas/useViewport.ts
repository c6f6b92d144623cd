/** What of the drawing is on the screen: the whole of it at first, then whatever is chosen. */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useRef, type RefObject } from "react";
import { ENTRY } from "@/canvas/commands";
import type { Position } from "@/canvas/document";
import type { StudioEdge, StudioNode } from "./flowNodes";

const READABLE = 0.42;
/** Half a card: the new one is then seen whole. */
const EDGE = 40;

/** Fits the drawing once, when its first cards are there. */
export function useFirstFit(drawn: number): void {
  const flow = useReactFlow<StudioNode, StudioEdge>();
  const fitted = useRef(false);
  useEffect(() => {
    if (fitted.current || drawn === 0) return;
    fitted.current = true;
    requestAnimationFrame(() => {
      void flow.fitView({ padding: 0.16, maxZoom: 1, duration: 0 }).then(() => {
        const entry = flow.getNode(ENTRY);
        // A long journey would be too small to read: it opens at its entry instead.
        if (entry && flow.getZoom() < READABLE)
          void flow.setCenter(entry.position.x + 132, entry.position.y + 420, { zoom: 0.75 });
      });
    });
  }, [drawn, flow]);
}

/** A step that was added or chosen by keyboard may lie beyond the edge: then it is brought into view, once. */
export function useInView(
  box: RefObject<HTMLDivElement | null>,
  focus: string | null,
  places: Record<string, Position>,
): void {
  const flow = useReactFlow<StudioNode, StudioEdge>();
  const brought = useRef<string | null>(null);
  useEffect(() => {
    const place = focus === null ? undefined : places[focus];
    if (focus === null || !place) {
      brought.current = null;
      return;
    }
    const board = box.current?.getBoundingClientRect();
    if (brought.current === focus || !board) return;
    brought.current = focus;
    const center = { x: place[0] + 132, y: place[1] + 50 };
    const { x, y } = flow.flowToScreenPosition(center);
    if (x < board.left || x > board.right || y < board.top || y > board.bottom - EDGE)
      void flow.setCenter(center.x, center.y, { zoom: flow.getZoom(), duration: 180 });
  }, [box, focus, places, flow]);
}

/** Below it cards show their names alone, and below the second their icons: a name is never smaller than 11 px. */
const NAMES_ONLY = 0.6;
const ICONS_ONLY = 0.3;

/** Tells the style sheet how small the cards are drawn. */
export function useZoom(box: RefObject<HTMLDivElement | null>): void {
  const store = useStoreApi();
  useEffect(() => {
    let last = 0;
    const tell = () => {
      const zoom = store.getState().transform[2];
      const board = box.current;
      if (!board || zoom === last) return;
      last = zoom;
      board.style.setProperty("--zoom", String(zoom));
      board.dataset.shown = zoom < ICONS_ONLY ? "icons" : zoom < NAMES_ONLY ? "names" : "all";
    };
    tell();
    return store.subscribe(tell);
  }, [store, box]);
}
