/** The canvas: React Flow draws the document; every gesture becomes a command. */
import "@xyflow/react/dist/style.css";
import "./flow.css";
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  MiniMap,
  ReactFlow,
  useEdgesState,
  useNodesState,
  useReactFlow,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, type JSX } from "react";
import type { Live, PresentAuthor } from "@/api/wire";
import type { Fault } from "@/api/faults";
import { ENTRY, type EdgeStart } from "@/canvas/commands";
import type { Change } from "@/canvas/diff";
import CommentNode from "@/nodes/CommentNode";
import EntryNode from "@/nodes/entry/EntryNode";
import StepNode from "@/nodes/StepNode";
import { drawEdges, drawNodes, type StudioEdge, type StudioNode } from "./flowNodes";
import StepEdge from "./StepEdge";
import type { Editor } from "../useEditor";
import { useGestures } from "./useGestures";
import { usePlaces } from "./usePlaces";
import type { Trail } from "../tryout/trail";
import { useFirstFit, useInView, useZoom } from "./useViewport";
import { t } from "@/language/t";

const nodeTypes = { step: StepNode, entry: EntryNode, comment: CommentNode };
/** So small that a journey of hundreds of steps still fits into the window. */
const SMALLEST = 0.01;
/** So few cards need no overview, which would cover the plus of the last one. */
const SEEN_AT_ONCE = 8;
const edgeTypes = { step: StepEdge };

interface Props {
  editor: Editor;
  faults: readonly Fault[];
  changes: readonly Change[];
  live: Live | null;
  /** Other authors, and the steps where they are. */
  others: readonly PresentAuthor[];
  /** Steps that another author has just changed. */
  fresh: ReadonlySet<string>;
  /** Open threads of comments at each step. */
  talk: ReadonlyMap<string, number>;
  /** The road that is lit; what lies beside it fades. */
  trail: Trail | null;
  /** The live version is shown: nothing can be changed. */
  watching: boolean;
  onPick: (after: EdgeStart, screen: { x: number; y: number }) => void;
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
  others,
  fresh,
  talk,
  trail,
  watching,
  onPick,
}: Props): JSX.Element {
  const { document, selection, act } = editor;
  const { places, automatic } = usePlaces(document);
  const flow = useReactFlow<StudioNode, StudioEdge>();
  const [nodes, setNodes, applyChanges] = useNodesState<StudioNode>([]);
  const [edges, setEdges, onEdgesChange] = useEdgesState<StudioEdge>([]);
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
    setNodes((before) =>
      drawNodes(
        {
          document,
          positions: places,
          faults,
          changes,
          live,
          others,
          fresh,
          talk,
          trail,
          selection,
          onGrow: watching ? null : pickAt,
          onText,
        },
        before,
      ),
    );
    setEdges((before) => drawEdges(document, live, watching ? null : pickAt, before, trail));
  }, [
    document,
    places,
    faults,
    changes,
    live,
    others,
    fresh,
    talk,
    trail,
    selection,
    pickAt,
    onText,
    watching,
    setNodes,
    setEdges,
  ]);

  useFirstFit(nodes.length);
  useInView(box, editor.focus, places);
  useZoom(box);
  const gestures = useGestures(editor, { nodes: current, edges, places, automatic });
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
      onNodesChange={(all) => {
        applyChanges(all);
        gestures.onSelect(all);
      }}
      onEdgesChange={onEdgesChange}
      onConnect={gestures.onConnect}
      onReconnect={gestures.onReconnect}
      onNodeDragStop={gestures.onDragStop}
      onSelectionDragStop={(event, moved) =>
        moved[0] && gestures.onDragStop(event, moved[0], moved)
      }
      onDrop={gestures.onDrop}
      onDragOver={(event) => event.preventDefault()}
      isValidConnection={(edge) => edge.target !== ENTRY && edge.source !== edge.target}
      connectionLineType={ConnectionLineType.SmoothStep}
      nodesDraggable={!watching}
      nodesConnectable={!watching}
      deleteKeyCode={null}
      disableKeyboardA11y
      edgesFocusable={false}
      multiSelectionKeyCode={["Shift", "Meta", "Control"]}
      minZoom={SMALLEST}
      maxZoom={1.6}
      nodeDragThreshold={3}
      elevateNodesOnSelect={false}
      onlyRenderVisibleElements={nodes.length > 60}
      proOptions={{ hideAttribution: true }}
      aria-label={t("Canvas of the journey")}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} color="var(--dot)" />
      {nodes.length > SEEN_AT_ONCE ? (
        <MiniMap<StudioNode>
          nodeColor={minimap}
          nodeStrokeWidth={0}
          nodeBorderRadius={10}
          maskColor="color-mix(in srgb, var(--paper) 72%, transparent)"
          ariaLabel={t("Overview")}
        />
      ) : null}
    </ReactFlow>
  );
}
