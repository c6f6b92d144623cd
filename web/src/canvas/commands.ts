/** Every act on a journey is a command: plain data, carried out by one pure function, shared by menu, keyboard and test. */
import {
  ENTRY,
  freeId,
  slug,
  type Comment,
  type Journey,
  type JourneyNode,
  type Position,
} from "./document";
import { addBranch, moveBranch, removeBranch } from "./branches";
import { edgesOf, redirect, retarget } from "./edges";
import { makeRoom } from "./makeRoom";
import { duplicatePath, type OpenPath } from "./duplicatePath";
import { withReferences } from "./references";

export { ENTRY };

/** A piece of a journey on the clipboard. */
export interface Fragment {
  nodes: Record<string, JourneyNode>;
  positions: Record<string, Position>;
}

/** Where an edge starts; the entry has the node id "@entry" and the handle "start". */
export interface EdgeStart {
  node: string;
  handle: string;
}

export type Command =
  | { kind: "add"; id: string; node: JourneyNode; at?: Position; after?: EdgeStart }
  | { kind: "remove"; ids: string[] }
  | { kind: "connect"; from: EdgeStart; to: string }
  | { kind: "disconnect"; from: EdgeStart }
  | { kind: "rename"; id: string; name: string }
  | { kind: "rename_id"; id: string; to: string }
  | { kind: "replace"; id: string; node: JourneyNode }
  | { kind: "journey"; patch: Partial<Omit<Journey, "kind" | "nodes" | "start" | "canvas">> }
  | { kind: "move"; positions: Record<string, Position> }
  | { kind: "tidy" }
  | { kind: "paste"; fragment: Fragment; by?: Position }
  | { kind: "duplicate_path"; id: string; onto: OpenPath[] }
  | { kind: "add_branch"; id: string }
  | { kind: "remove_branch"; id: string; at: number }
  | { kind: "move_branch"; id: string; from: number; to: number }
  | { kind: "comment"; comment: Comment }
  | { kind: "remove_comment"; id: string }
  | { kind: "load"; document: Journey };

const withNode = (document: Journey, id: string, node: JourneyNode): Journey => ({
  ...document,
  nodes: { ...document.nodes, [id]: node },
});

const withPositions = (document: Journey, positions: Record<string, Position>): Journey => ({
  ...document,
  canvas: { ...document.canvas, positions: { ...document.canvas?.positions, ...positions } },
});

/** The node that an edge leads to now; null when it ends the journey. */
export function targetOf(document: Journey, from: EdgeStart): string | null {
  if (from.node === ENTRY) return document.start || null;
  const node = document.nodes[from.node];
  return (node && edgesOf(node).find((one) => one.handle === from.handle)?.target) ?? null;
}

function lead(document: Journey, from: EdgeStart, target: string | null): Journey {
  if (from.node === ENTRY) return { ...document, start: target ?? "" };
  const node = document.nodes[from.node];
  return node ? withNode(document, from.node, retarget(node, from.handle, target)) : document;
}

function add(document: Journey, command: Extract<Command, { kind: "add" }>): Journey {
  const id = freeId(command.id, document.nodes);
  let node = command.node;
  const old = command.after ? targetOf(document, command.after) : null;
  const first = edgesOf(node)[0];
  if (old !== null && first && first.target === null) node = retarget(node, first.handle, old);
  let next = withNode(document, id, node);
  if (command.after) next = lead(next, command.after, id);
  else if (!document.start) next = { ...next, start: id };
  const room = old === null ? null : makeRoom(document, id, node, old);
  const placed = command.at ? { [id]: command.at } : room;
  return placed ? withPositions(next, placed) : next;
}

/** Where people who would have come to a removed node go instead: along its first edge, past other removed ones. */
function heir(document: Journey, id: string, gone: ReadonlySet<string>): string | null {
  const seen = new Set<string>();
  let at: string | null = id;
  while (at !== null && gone.has(at)) {
    if (seen.has(at)) return null;
    seen.add(at);
    const node: JourneyNode | undefined = document.nodes[at];
    at = node ? (edgesOf(node)[0]?.target ?? null) : null;
  }
  return at;
}

function remove(document: Journey, ids: readonly string[]): Journey {
  const gone = new Set(ids.filter((id) => id in document.nodes));
  if (gone.size === 0) return document;
  const moves = new Map([...gone].map((id) => [id, heir(document, id, gone)] as const));
  const kept = Object.entries(document.nodes).filter(([id]) => !gone.has(id));
  const next: Journey = {
    ...document,
    start: gone.has(document.start) ? (moves.get(document.start) ?? "") : document.start,
    nodes: Object.fromEntries(kept.map(([id, node]) => [id, redirect(node, moves)])),
  };
  if (!document.canvas?.positions) return next;
  const positions = Object.entries(document.canvas.positions).filter(([id]) => !gone.has(id));
  return { ...next, canvas: { ...document.canvas, positions: Object.fromEntries(positions) } };
}

function renameId(document: Journey, id: string, wish: string): Journey {
  const node = document.nodes[id];
  const plain = slug(wish);
  if (!node || plain === id) return document;
  const to = freeId(plain, document.nodes);
  const moves = new Map([[id, to]]);
  const renamed = Object.entries(document.nodes).map(
    ([key, one]) => [key === id ? to : key, redirect(one, moves)] as const,
  );
  const { canvas, ...rest } = document;
  const next: Journey = {
    ...withReferences(
      {
        ...rest,
        start: document.start === id ? to : document.start,
        nodes: Object.fromEntries(renamed),
      },
      moves,
    ),
    ...(canvas === undefined ? {} : { canvas }),
  };
  const place = document.canvas?.positions?.[id];
  if (!place) return next;
  const positions = { ...document.canvas?.positions, [to]: place };
  delete positions[id];
  return { ...next, canvas: { ...document.canvas, positions } };
}

/** The fragment of these nodes, to be pasted here or in another journey. */
export function copyNodes(document: Journey, ids: readonly string[]): Fragment {
  const fragment: Fragment = { nodes: {}, positions: {} };
  for (const id of ids) {
    const node = document.nodes[id];
    const place = document.canvas?.positions?.[id];
    if (node) fragment.nodes[id] = node;
    if (node && place) fragment.positions[id] = place;
  }
  return fragment;
}

/** The ids that a fragment gets in this document: its own, or numbered where taken. */
export function pastedIds(document: Journey, fragment: Fragment): Map<string, string> {
  const taken = new Set(Object.keys(document.nodes));
  const result = new Map<string, string>();
  for (const id of Object.keys(fragment.nodes)) {
    const fresh = freeId(id, taken);
    taken.add(fresh);
    result.set(id, fresh);
  }
  return result;
}

function paste(document: Journey, fragment: Fragment, by: Position): Journey {
  const names = pastedIds(document, fragment);
  const nodes: Record<string, JourneyNode> = { ...document.nodes };
  const positions: Record<string, Position> = {};
  for (const [id, node] of Object.entries(fragment.nodes)) {
    const fresh = names.get(id) ?? id;
    const outside = edgesOf(node).flatMap((one) =>
      one.target !== null && !names.has(one.target) ? [one.target] : [],
    );
    nodes[fresh] = redirect(
      withReferences(node, names),
      new Map([...outside.map((one) => [one, null] as const), ...names]),
    );
    const place = fragment.positions[id];
    if (place) positions[fresh] = [place[0] + by[0], place[1] + by[1]];
  }
  return withPositions(
    { ...document, nodes, start: document.start || (names.values().next().value ?? "") },
    positions,
  );
}

function tidy(document: Journey): Journey {
  const { positions, ...canvas } = document.canvas ?? {};
  return positions ? { ...document, canvas } : document;
}

function comment(document: Journey, change: (all: Comment[]) => Comment[]): Journey {
  return {
    ...document,
    canvas: { ...document.canvas, comments: change(document.canvas?.comments ?? []) },
  };
}

/** Carries out one command; what does not apply (an unknown node, say) leaves the document as it is. */
export function perform(document: Journey, command: Command): Journey {
  const node = "id" in command ? document.nodes[command.id] : undefined;
  switch (command.kind) {
    case "add":
      return add(document, command);
    case "remove":
      return remove(document, command.ids);
    case "connect":
      return command.to in document.nodes ? lead(document, command.from, command.to) : document;
    case "disconnect":
      return lead(document, command.from, null);
    case "rename":
      return node ? withNode(document, command.id, { ...node, name: command.name }) : document;
    case "rename_id":
      return renameId(document, command.id, command.to);
    case "replace":
      return node ? withNode(document, command.id, command.node) : document;
    case "journey":
      return { ...document, ...command.patch };
    case "move":
      return withPositions(document, command.positions);
    case "tidy":
      return tidy(document);
    case "paste":
      return paste(document, command.fragment, command.by ?? [40, 40]);
    case "duplicate_path":
      return duplicatePath(document, command.id, command.onto);
    case "add_branch":
      return node ? withNode(document, command.id, addBranch(node)) : document;
    case "remove_branch":
      return node ? withNode(document, command.id, removeBranch(node, command.at)) : document;
    case "move_branch":
      return node
        ? withNode(document, command.id, moveBranch(node, command.from, command.to))
        : document;
    case "comment":
      return comment(document, (all) => [
        ...all.filter((one) => one.id !== command.comment.id),
        command.comment,
      ]);
    case "remove_comment":
      return comment(document, (all) => all.filter((one) => one.id !== command.id));
    case "load":
      return command.document;
  }
}
