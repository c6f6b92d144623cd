/** The document as React Flow draws it; objects that did not change are kept, so that a drag touches one card. */
import type { Edge, Node } from "@xyflow/react";
import type { Live, PresentAuthor } from "@/api/wire";
import type { Fault } from "@/api/faults";
import { ENTRY } from "@/canvas/commands";
import type { Change } from "@/canvas/diff";
import type { Journey, Position } from "@/canvas/document";
import { toFlow } from "@/canvas/flow";
import { readingOrder } from "@/canvas/readingOrder";
import type { CommentFlowNode } from "@/nodes/CommentNode";
import type { EntryFlowNode } from "@/nodes/entry/EntryNode";
import type { Trail } from "../tryout/trail";
import { cardAttributes, cardWords } from "./cardWords";
import { initials } from "../together/initials";
import type { StepData, StepFlowNode } from "@/nodes/StepNode";
import { t } from "@/language/t";

export type StudioNode = StepFlowNode | EntryFlowNode | CommentFlowNode;
export type StepEdgeData = {
  label: string;
  role: string;
  count: number | null;
  /** Another path leads between the same two steps, and the count is that of both. */
  shared: boolean;
  /** Whether the person who is tried took it; null where nobody is. */
  lit: boolean | null;
  onInsert: ((source: string, handle: string) => void) | null;
} & Record<string, unknown>;
export type StudioEdge = Edge<StepEdgeData, "step">;

export interface Drawing {
  document: Journey;
  positions: Record<string, Position>;
  faults: readonly Fault[];
  changes: readonly Change[];
  live: Live | null;
  others: readonly PresentAuthor[];
  fresh: ReadonlySet<string>;
  /** Open threads of comments at each step. */
  talk: ReadonlyMap<string, number>;
  trail: Trail | null;
  selection: readonly string[];
  onGrow: StepData["onGrow"];
  onText: (id: string, text: string) => void;
}

function tally(faults: readonly Fault[]): Map<string, { errors: number; warnings: number }> {
  const result = new Map<string, { errors: number; warnings: number }>();
  for (const { node, severity } of faults) {
    const one = result.get(node ?? ENTRY) ?? { errors: 0, warnings: 0 };
    if (severity === "error") one.errors += 1;
    else one.warnings += 1;
    result.set(node ?? ENTRY, one);
  }
  return result;
}

/** The initials of those who are at each step. */
function atSteps(others: readonly PresentAuthor[]): Map<string, string> {
  const result = new Map<string, string>();
  for (const { step, name } of others)
    if (step) result.set(step, [result.get(step), initials(name)].filter(Boolean).join(" "));
  return result;
}

const at = (position: Position | undefined) => ({ x: position?.[0] ?? 0, y: position?.[1] ?? 0 });

function shallowSame(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

/** The old object when nothing that is drawn differs, else the new one with what React Flow measured. */
function kept(old: Node | undefined, next: StudioNode): StudioNode {
  if (!old) return next;
  const same =
    shallowSame(old.data, next.data) &&
    old.position.x === next.position.x &&
    old.position.y === next.position.y &&
    Boolean(old.selected) === Boolean(next.selected);
  if (same) return old as StudioNode;
  const data = shallowSame(old.data, next.data) ? old.data : next.data;
  return {
    ...next,
    data,
    ...(old.measured ? { measured: old.measured } : {}),
    ...(old.dragging ? { dragging: true, position: old.position } : {}),
  } as StudioNode;
}

/** Nodes to draw. */
export function drawNodes(drawing: Drawing, before: readonly StudioNode[]): StudioNode[] {
  const { document, positions, live } = drawing;
  const old = new Map(before.map((one) => [one.id, one]));
  const counts = tally(drawing.faults);
  const changed = new Map(drawing.changes.map((one) => [one.node, one.kind]));
  const chosen = new Set(drawing.selection);
  const there = atSteps(drawing.others);
  const [one] = drawing.selection;
  const atStep = drawing.selection.length === 1 && one !== undefined && one in document.nodes;
  const order = new Map(readingOrder(document).map((id, place) => [id, place + 1]));
  const entry: EntryFlowNode = {
    id: ENTRY,
    type: "entry",
    position: at(positions[ENTRY]),
    selected: chosen.has(ENTRY),
    deletable: false,
    data: {
      entry: document.entry,
      holdout: document.holdout?.percent ?? 0,
      errors: counts.get(ENTRY)?.errors ?? 0,
      passed: drawing.trail ? (drawing.trail.steps.get(ENTRY) ?? "not") : null,
      words: t("Entry, who enters"),
      tab: !atStep,
    },
    domAttributes: cardAttributes(t("Entry, who enters"), !atStep),
  };
  const steps = Object.entries(document.nodes).map(([id, node]): StepFlowNode => {
    const change = changed.get(id);
    const marks = {
      errors: counts.get(id)?.errors ?? 0,
      warnings: counts.get(id)?.warnings ?? 0,
      talk: drawing.talk.get(id) ?? 0,
      others: there.get(id) ?? "",
    };
    const here = live?.nodes[id]?.inside;
    const words = cardWords(document, id, order.get(id) ?? 0, marks, here);
    const tab = atStep && id === one;
    return {
      id,
      type: "step",
      position: at(positions[id]),
      selected: chosen.has(id),
      data: {
        node,
        ...marks,
        live: live?.nodes[id] ?? null,
        change: change === "added" || change === "changed" ? change : null,
        words,
        tab,
        fresh: drawing.fresh.has(id),
        passed: drawing.trail ? (drawing.trail.steps.get(id) ?? "not") : null,
        onGrow: drawing.onGrow,
      },
      domAttributes: cardAttributes(words, tab),
    };
  });
  const comments = (document.canvas?.comments ?? []).map((one): CommentFlowNode => ({
    id: one.id,
    type: "comment",
    position: { x: one.x, y: one.y },
    selected: chosen.has(one.id),
    data: { text: one.text, onText: drawing.onText },
  }));
  return [entry, ...steps, ...comments].map((next) => kept(old.get(next.id), next));
}

/** Edges to draw. */
export function drawEdges(
  document: Journey,
  live: Live | null,
  onInsert: StepEdgeData["onInsert"],
  before: readonly StudioEdge[],
  trail: Trail | null = null,
): StudioEdge[] {
  const old = new Map(before.map((one) => [one.id, one]));
  const counts = new Map((live?.edges ?? []).map((one) => [`${one.from}>${one.to}`, one.count]));
  // The server counts from step to step; who came in is whoever reached the first one.
  const countOf = (from: string, to: string) =>
    counts.get(`${from}>${to}`) ?? (from === ENTRY ? (live?.nodes[to]?.entered ?? 0) : 0);
  const drawn = toFlow(document).edges.filter((edge) => edge.target in document.nodes);
  const pairs = new Map<string, number>();
  for (const { source, target } of drawn)
    pairs.set(`${source}>${target}`, (pairs.get(`${source}>${target}`) ?? 0) + 1);
  return drawn.map((edge) => {
    const data: StepEdgeData = {
      label: edge.label,
      role: edge.role,
      count: live ? countOf(edge.source, edge.target) : null,
      shared: (pairs.get(`${edge.source}>${edge.target}`) ?? 0) > 1,
      lit: trail ? trail.paths.has(edge.id) : null,
      onInsert,
    };
    const previous = old.get(edge.id);
    if (
      previous &&
      previous.target === edge.target &&
      previous.data &&
      shallowSame(previous.data, data)
    )
      return previous;
    return {
      id: edge.id,
      type: "step",
      source: edge.source,
      sourceHandle: edge.handle,
      target: edge.target,
      data,
      ...(previous?.selected ? { selected: true } : {}),
    };
  });
}
