/** What a hand does on the canvas, as commands on the document. */
import { useReactFlow, type Connection, type Edge, type NodeChange } from "@xyflow/react";
import { useCallback, type DragEvent, type RefObject } from "react";
import { NODE_KINDS, type NodeKind, type Position } from "@/canvas/document";
import type { StudioEdge, StudioNode } from "./flowNodes";
import type { Editor } from "../useEditor";

export const KIND_TYPE = "application/x-loopline-kind";
const isKind = (text: string): text is NodeKind => NODE_KINDS.some((one) => one === text);

interface Drawn {
  nodes: RefObject<StudioNode[]>;
  edges: readonly StudioEdge[];
  places: Record<string, Position>;
  /** Nobody placed a card by hand yet. */
  automatic: boolean;
}

export interface Gestures {
  onDragStop: (event: unknown, node: StudioNode, moved: StudioNode[]) => void;
  onConnect: (edge: Connection) => void;
  onReconnect: (old: Edge, edge: Connection) => void;
  onSelect: (all: NodeChange<StudioNode>[]) => void;
  onDrop: (event: DragEvent) => void;
}

export function useGestures(editor: Editor, drawn: Drawn): Gestures {
  const { document, selection, act, select } = editor;
  const { nodes, edges, places, automatic } = drawn;
  const flow = useReactFlow<StudioNode, StudioEdge>();

  const onDragStop = useCallback(
    (_event: unknown, _node: StudioNode, moved: StudioNode[]) => {
      const all = automatic ? nodes.current : moved;
      const positions: Record<string, Position> = {};
      for (const one of all) {
        const place = moved.find((other) => other.id === one.id)?.position ?? one.position;
        if (one.type === "comment")
          act({
            kind: "comment",
            comment: { id: one.id, text: one.data.text, x: place.x, y: place.y },
          });
        else positions[one.id] = [Math.round(place.x), Math.round(place.y)];
      }
      act({ kind: "move", positions });
    },
    [act, automatic, nodes],
  );
  const onConnect = useCallback(
    (edge: Connection) => {
      act({
        kind: "connect",
        from: { node: edge.source, handle: edge.sourceHandle ?? "then" },
        to: edge.target,
      });
    },
    [act],
  );
  const onReconnect = useCallback(
    (old: Edge, edge: Connection) => {
      if (old.source !== edge.source || old.sourceHandle !== edge.sourceHandle)
        act({ kind: "disconnect", from: { node: old.source, handle: old.sourceHandle ?? "then" } });
      onConnect(edge);
    },
    [act, onConnect],
  );
  // Only what a hand did on the canvas changes the selection; what we select ourselves is not told back to us.
  const onSelect = useCallback(
    (all: NodeChange<StudioNode>[]) => {
      const chosen = new Set(selection);
      for (const one of all) {
        if (one.type !== "select") continue;
        if (one.selected) chosen.add(one.id);
        else chosen.delete(one.id);
      }
      if (all.some((one) => one.type === "select")) select([...chosen]);
    },
    [selection, select],
  );

  const onDrop = (event: DragEvent) => {
    const kind = event.dataTransfer.getData(KIND_TYPE);
    if (!isKind(kind)) return;
    event.preventDefault();
    const under = window.document
      .elementsFromPoint(event.clientX, event.clientY)
      .find((one) => one.closest(".react-flow__edge"));
    const edge = edges.find(
      (one) => one.id === under?.closest(".react-flow__edge")?.getAttribute("data-id"),
    );
    const spot = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const at: Position = [Math.round(spot.x - 132), Math.round(spot.y - 30)];
    const first = Object.keys(document.nodes).length === 0;
    if (automatic && !first) act({ kind: "move", positions: places });
    editor.grow(kind, {
      ...(first ? {} : { at }),
      after: edge ? { node: edge.source, handle: edge.sourceHandle ?? "then" } : undefined,
    });
  };
  return { onDragStop, onConnect, onReconnect, onSelect, onDrop };
}
