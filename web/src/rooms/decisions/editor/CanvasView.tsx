/** The canvas: React Flow draws the document; every gesture becomes a command. */
import "@xyflow/react/dist/style.css";
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  MiniMap,
  ReactFlow,
  useEdgesState,
  useNodesState,
  useReactFlow,
  type Connection,
  type Edge,
  type NodeChange,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, type DragEvent, type JSX } from "react";
import type { Live } from "@/api/schema";
import type { Fault } from "@/canvas/check";
import { ENTRY, type RoadStart } from "@/canvas/commands";
import type { Change } from "@/canvas/diff";
import { NODE_KINDS, type NodeKind, type Position } from "@/canvas/document";
import CommentNode from "@/nodes/CommentNode";
import EntryNode from "@/nodes/entry/EntryNode";
import StepNode from "@/nodes/StepNode";
import { drawEdges, drawNodes, type StudioEdge, type StudioNode } from "./flowNodes";
import RoadEdge from "./RoadEdge";
import type { Editor } from "./useEditor";
import { usePlaces } from "./usePlaces";

export const KIND_TYPE = "application/x-loopline-kind";
const nodeTypes = { step: StepNode, entry: EntryNode, comment: CommentNode };
const edgeTypes = { road: RoadEdge };
const READABLE = 0.42;
/** Half a card: the new one is then seen whole. */
const EDGE = 40;
const isKind = (text: string): text is NodeKind => NODE_KINDS.some((one) => one === text);

interface Props {
  editor: Editor;
  faults: readonly Fault[];
  changes: readonly Change[];
  live: Live | null;
  /** The live version is shown: nothing can be changed. */
  watching: boolean;
  onPick: (after: RoadStart, screen: { x: number; y: number }) => void;
}

const middle = (nodes: readonly StudioNode[], id: string): { x: number; y: number } | null => {
  const node = nodes.find((one) => one.id === id);
  return node
    ? { x: node.position.x + 132, y: node.position.y + (node.measured?.height ?? 90) }
    : null;
};

export function CanvasView({
  editor,
  faults,
  changes,
  live,
  watching,
  onPick,
}: Props): JSX.Element {
  const { document, selection, act, select } = editor;
  const { places, automatic, ready } = usePlaces(document);
  const flow = useReactFlow<StudioNode, StudioEdge>();
  const [nodes, setNodes, applyChanges] = useNodesState<StudioNode>([]);
  const [edges, setEdges, onEdgesChange] = useEdgesState<StudioEdge>([]);
  const fitted = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const current = useRef(nodes);
  current.current = nodes;

  const pickAt = useCallback(
    (node: string, handle: string) => {
      const spot = middle(current.current, node) ?? { x: 0, y: 0 };
      onPick({ node, handle }, flow.flowToScreenPosition(spot));
    },
    [flow, onPick],
  );
  const onText = useCallback(
    (id: string, text: string) => {
      const place = current.current.find((one) => one.id === id)?.position ?? { x: 0, y: 0 };
      act({ kind: "comment", comment: { id, text, x: place.x, y: place.y } }, `comment.${id}`);
    },
    [act],
  );

  useEffect(() => {
    if (automatic && !ready) return;
    setNodes((before) =>
      drawNodes(
        {
          document,
          positions: places,
          faults,
          changes,
          live,
          selection,
          onGrow: watching ? null : pickAt,
          onText,
        },
        before,
      ),
    );
    setEdges((before) => drawEdges(document, live, watching ? null : pickAt, before));
  }, [
    document,
    places,
    automatic,
    ready,
    faults,
    changes,
    live,
    selection,
    pickAt,
    onText,
    watching,
    setNodes,
    setEdges,
  ]);

  useEffect(() => {
    if (fitted.current || nodes.length === 0) return;
    fitted.current = true;
    requestAnimationFrame(() => {
      void flow.fitView({ padding: 0.16, maxZoom: 1, duration: 0 }).then(() => {
        const entry = flow.getNode(ENTRY);
        // A long journey would be too small to read: it opens at its entry instead.
        if (entry && flow.getZoom() < READABLE)
          void flow.setCenter(entry.position.x + 132, entry.position.y + 420, { zoom: 0.75 });
      });
    });
  }, [nodes.length, flow]);

  // A step that was added or chosen by keyboard may lie beyond the edge: then it is brought into view, once.
  const { focus } = editor;
  const brought = useRef<string | null>(null);
  useEffect(() => {
    const place = focus === null ? undefined : places[focus];
    if (focus === null || !place) {
      brought.current = null;
      return;
    }
    const board = box.current?.getBoundingClientRect();
    if (brought.current === focus || !board || (automatic && !ready)) return;
    brought.current = focus;
    const center = { x: place[0] + 132, y: place[1] + 50 };
    const { x, y } = flow.flowToScreenPosition(center);
    if (x < board.left || x > board.right || y < board.top || y > board.bottom - EDGE)
      void flow.setCenter(center.x, center.y, { zoom: flow.getZoom(), duration: 180 });
  }, [focus, places, automatic, ready, flow]);

  const onDragStop = useCallback(
    (_event: unknown, _node: StudioNode, moved: StudioNode[]) => {
      const all = automatic ? current.current : moved;
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
    [act, automatic],
  );
  const onConnect = useCallback(
    (road: Connection) => {
      act({
        kind: "connect",
        from: { node: road.source, handle: road.sourceHandle ?? "then" },
        to: road.target,
      });
    },
    [act],
  );
  const onReconnect = useCallback(
    (old: Edge, road: Connection) => {
      if (old.source !== road.source || old.sourceHandle !== road.sourceHandle)
        act({ kind: "disconnect", from: { node: old.source, handle: old.sourceHandle ?? "then" } });
      onConnect(road);
    },
    [act, onConnect],
  );
  // Only what a hand did on the canvas changes the selection; what we select ourselves is not told back to us.
  const onNodesChange = useCallback(
    (all: NodeChange<StudioNode>[]) => {
      applyChanges(all);
      const chosen = new Set(selection);
      for (const one of all) {
        if (one.type !== "select") continue;
        if (one.selected) chosen.add(one.id);
        else chosen.delete(one.id);
      }
      if (all.some((one) => one.type === "select")) select([...chosen]);
    },
    [applyChanges, selection, select],
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

  const minimap = useMemo(
    () => (node: StudioNode) =>
      `var(--k-${node.type === "step" ? node.data.node.kind : node.type === "entry" ? "entry" : "wait"})`,
    [],
  );
  return (
    <ReactFlow<StudioNode, StudioEdge>
      ref={box}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onConnect={onConnect}
      onReconnect={onReconnect}
      onNodeDragStop={onDragStop}
      onSelectionDragStop={(event, moved) => moved[0] && onDragStop(event, moved[0], moved)}
      onDrop={onDrop}
      onDragOver={(event) => event.preventDefault()}
      isValidConnection={(road) => road.target !== ENTRY && road.source !== road.target}
      connectionLineType={ConnectionLineType.SmoothStep}
      nodesDraggable={!watching}
      nodesConnectable={!watching}
      deleteKeyCode={null}
      disableKeyboardA11y
      multiSelectionKeyCode={["Shift", "Meta", "Control"]}
      minZoom={0.15}
      maxZoom={1.6}
      nodeDragThreshold={3}
      elevateNodesOnSelect={false}
      onlyRenderVisibleElements={nodes.length > 60}
      proOptions={{ hideAttribution: true }}
      aria-label="Canvas of the journey"
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} color="var(--dot)" />
      <MiniMap<StudioNode>
        pannable
        zoomable
        nodeColor={minimap}
        nodeStrokeWidth={0}
        nodeBorderRadius={10}
        maskColor="color-mix(in srgb, var(--paper) 72%, transparent)"
        ariaLabel="Overview"
      />
    </ReactFlow>
  );
}
