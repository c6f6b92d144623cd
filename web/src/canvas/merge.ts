/** Two authors drew on from one document: what both of them changed, by step and by field. */
import { perform } from "./commands";
import { same } from "./diff";
import { freeId, type Journey, type JourneyNode } from "./document";
import { bare, edgesOf, redirect } from "./edges";
import { mergedComments } from "./mergeComments";
import { mergeValue, type Report } from "./mergeValue";

/** A field that both changed, each otherwise. In the merged document theirs stands; a step that one removed stays. */
export interface Contested {
  /** null: the journey itself. */
  node: string | null;
  /** Keys from the step, or from the journey, down to the field; empty: the step as a whole. */
  path: readonly string[];
  /** undefined: removed. */
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  document: Journey;
  contested: readonly Contested[];
}

const SILENT: Report = () => {};

/** The id that each step has on this side, where it got another one and is else what it was. */
function renames(base: Journey, side: Journey): [string, string][] {
  const fresh = Object.entries(side.nodes).filter(([id]) => !(id in base.nodes));
  const unnamed = (node: JourneyNode) => ({ ...bare(node), name: undefined });
  return Object.entries(base.nodes).flatMap(([id, node]): [string, string][] => {
    if (id in side.nodes) return [];
    const found = fresh.filter(([, one]) => same(unnamed(one), unnamed(node)));
    const to = found[0]?.[0];
    return found.length === 1 && to !== undefined ? [[id, to]] : [];
  });
}

/** The document after the ids changed; one whose new id is taken, or could not be given so, keeps its old one. */
function renamed(document: Journey, ids: readonly [string, string][]): Journey {
  return ids.reduce((now, [id, to]) => {
    if (!(id in now.nodes) || to in now.nodes) return now;
    const next = perform(now, { kind: "rename_id", id, to });
    return to in next.nodes ? next : now;
  }, document);
}

/** Mine, where a step that both added under one id is another one there. */
function apart(base: Journey, mine: Journey, theirs: Journey): Journey {
  const taken = { ...base.nodes, ...mine.nodes, ...theirs.nodes };
  return Object.entries(mine.nodes).reduce((now, [id, node]) => {
    const other = theirs.nodes[id];
    if (id in base.nodes || !other || same(node, other)) return now; // on other roads it is another one
    const to = freeId(id, taken);
    taken[to] = node;
    return renamed(now, [[id, to]]);
  }, mine);
}

/** The steps of `base` that this side removed and the other one left as they were. */
const removedBy = (base: Journey, side: Journey, other: Journey): string[] =>
  Object.entries(base.nodes).flatMap(([id, node]) => {
    const there = other.nodes[id];
    return id in side.nodes || (there && !same(bare(there), bare(node))) ? [] : [id];
  });

const withoutSteps = (document: Journey, ids: string[]): Journey =>
  perform(document, { kind: "remove", ids });

function mergedNode(
  id: string,
  sides: readonly (JourneyNode | undefined)[],
  report: (one: Contested) => void,
): JourneyNode | undefined {
  const [base, mine, theirs] = sides;
  const say: Report = (path, ours, other) => report({ node: id, path, mine: ours, theirs: other });
  if (!mine || !theirs) {
    if (base) say([], mine, theirs);
    return mine ?? theirs;
  }
  if (!base) return theirs;
  const kinds = new Set([base.kind, mine.kind, theirs.kind]);
  if (kinds.size === 1) return mergeValue(base, mine, theirs, [], say) as JourneyNode;
  if (same(base, mine) || same(mine, theirs)) return theirs;
  if (same(base, theirs)) return mine;
  say([], mine, theirs);
  return theirs;
}

/** Where things are drawn: what both moved stands where they put it, since a place is nobody's words. */
function mergedCanvas(base: Journey, mine: Journey, theirs: Journey): Journey["canvas"] {
  const places = ({ canvas }: Journey): object =>
    Object.fromEntries(Object.entries(canvas ?? {}).filter(([key]) => key !== "comments"));
  const [old, ours, other] = [base, mine, theirs].map(places);
  const rest = mergeValue(old, ours, other, [], SILENT) as object;
  const lists = [base, mine, theirs].map(({ canvas }) => canvas?.comments ?? []);
  const comments = mergedComments(lists[0]!, lists[1]!, lists[2]!);
  const had = Boolean(mine.canvas?.comments ?? theirs.canvas?.comments);
  return (comments.length || had ? { ...rest, comments } : rest) as Journey["canvas"];
}

/** Cuts the roads to steps that are gone, but for those that led nowhere before. */
function sound(document: Journey, mine: Journey, theirs: Journey): Journey {
  const known = new Set([...Object.keys(mine.nodes), ...Object.keys(theirs.nodes)]);
  const gone = new Map(
    [...known].filter((id) => !(id in document.nodes)).map((id) => [id, null] as const),
  );
  if (gone.size === 0) return document;
  const nodes = Object.entries(document.nodes).map(
    ([id, node]) =>
      [
        id,
        edgesOf(node).some((one) => one.target !== null && gone.has(one.target))
          ? redirect(node, gone)
          : node,
      ] as const,
  );
  return {
    ...document,
    start: gone.has(document.start) ? "" : document.start,
    nodes: Object.fromEntries(nodes),
  };
}

/** A journey without its steps and its drawing. */
export const frame = (document: Journey): object =>
  Object.fromEntries(
    Object.entries(document).filter(([key]) => key !== "nodes" && key !== "canvas"),
  );

/**
 * Both authors' changes since `base`. Where both changed one field otherwise, theirs stands and it is told; a step that
 * one removed and the other changed stays and is told; a removed step leaves the roads as removing it here would.
 */
export function merge(base: Journey, mine: Journey, theirs: Journey): Merged {
  if (same(base, mine) || same(mine, theirs)) return { document: theirs, contested: [] };
  if (same(base, theirs)) return { document: mine, contested: [] };
  const theirNames = renames(base, theirs);
  const myNames = renames(base, mine);
  let [old, ours, other] = [renamed(base, theirNames), renamed(mine, theirNames), theirs];
  [old, other] = [renamed(old, myNames), renamed(other, myNames)];
  ours = apart(old, ours, other);
  const theyRemoved = removedBy(old, other, ours);
  const iRemoved = removedBy(old, ours, other);
  old = withoutSteps(old, [...theyRemoved, ...iRemoved]);
  [ours, other] = [withoutSteps(ours, theyRemoved), withoutSteps(other, iRemoved)];

  const contested: Contested[] = [];
  const report = (one: Contested) => contested.push(one);
  const nodes: Record<string, JourneyNode> = {};
  for (const id of new Set([...Object.keys(other.nodes), ...Object.keys(ours.nodes)])) {
    const node = mergedNode(id, [old.nodes[id], ours.nodes[id], other.nodes[id]], report);
    if (node) nodes[id] = node;
  }
  const fields = mergeValue(frame(old), frame(ours), frame(other), [], (path, a, b) =>
    report({ node: null, path, mine: a, theirs: b }),
  ) as Journey;
  const merged: Journey = { ...fields, nodes };
  if (ours.canvas ?? other.canvas) merged.canvas = mergedCanvas(old, ours, other);
  return { document: sound(merged, mine, theirs), contested };
}

/** A part of any value replaced; undefined takes it out. */
function withPart(whole: unknown, path: readonly string[], part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (Array.isArray(whole))
    return whole.map((one: unknown, at) => (String(at) === key ? withPart(one, rest, part) : one));
  const fields = { ...(whole as Record<string, unknown> | undefined) };
  const value = withPart(fields[key], rest, part);
  if (value === undefined) delete fields[key];
  else fields[key] = value;
  return fields;
}

/** The document with my side of what was contested; a step that I removed goes. */
export function withMine(document: Journey, { node, path, mine }: Contested): Journey {
  if (node === null) return withPart(document, path, mine) as Journey;
  if (path.length === 0 && mine === undefined) return withoutSteps(document, [node]);
  return withPart(document, ["nodes", node, ...path], mine) as Journey;
}
