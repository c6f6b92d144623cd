/** A document as nodes and edges to draw, and back. The document stays the truth; the drawing renders it. */
import { ENTRY } from "./commands";
import type { Comment, Journey, JourneyNode, Position } from "./document";
import { bare, edgesOf, retarget, type Edge } from "./edges";

export interface FlowNode {
  id: string;
  node: JourneyNode;
  /** null: never placed by hand; the layout decides. */
  position: Position | null;
}

export interface FlowEdge {
  id: string;
  source: string;
  handle: string;
  target: string;
  label: string;
  role: Edge["role"];
}

export interface Flow {
  frame: Omit<Journey, "nodes" | "start" | "canvas">;
  nodes: FlowNode[];
  edges: FlowEdge[];
  comments: Comment[] | undefined;
  canvas: boolean;
  positions: boolean;
  /** Positions of things that are no nodes (the entry card). */
  extra: Record<string, Position>;
}

export const edgeId = (source: string, handle: string): string => `${source}|${handle}`;

/** The document's nodes and edges. */
export function toFlow(document: Journey): Flow {
  const { nodes, start, canvas, ...frame } = document;
  const edges: FlowEdge[] = start
    ? [
        {
          id: edgeId(ENTRY, "start"),
          source: ENTRY,
          handle: "start",
          target: start,
          label: "",
          role: "main",
        },
      ]
    : [];
  for (const [source, node] of Object.entries(nodes)) {
    for (const { handle, target, label, role } of edgesOf(node)) {
      if (target !== null)
        edges.push({ id: edgeId(source, handle), source, handle, target, label, role });
    }
  }
  const places = canvas?.positions ?? {};
  return {
    frame,
    nodes: Object.entries(nodes).map(([id, node]) => ({ id, node, position: places[id] ?? null })),
    edges,
    comments: canvas?.comments,
    canvas: canvas !== undefined && canvas !== null,
    positions: canvas?.positions !== undefined,
    extra: Object.fromEntries(Object.entries(places).filter(([id]) => !(id in nodes))),
  };
}

/** The document that a drawing stands for: where nodes lead comes from the edges, everything else from the nodes. */
export function fromFlow(flow: Flow): Journey {
  const nodes: Record<string, JourneyNode> = {};
  for (const { id, node } of flow.nodes) nodes[id] = bare(node);
  let start = "";
  for (const { source, handle, target } of flow.edges) {
    const node = nodes[source];
    if (source === ENTRY) start = target;
    else if (node) nodes[source] = retarget(node, handle, target);
  }
  const journey: Journey = { ...flow.frame, start, nodes };
  if (!flow.canvas) return journey;
  const placed = flow.nodes.flatMap(({ id, position }) =>
    position ? [[id, position] as const] : [],
  );
  const positions = { ...flow.extra, ...Object.fromEntries(placed) };
  return {
    ...journey,
    canvas: {
      ...(flow.positions || placed.length ? { positions } : {}),
      ...(flow.comments ? { comments: flow.comments } : {}),
    },
  };
}
