/** The editor's state: the document with its history, and what is selected. The document is the only truth. */
import { useCallback, useMemo, useState } from "react";
import {
  copyNodes,
  ENTRY,
  pastedIds,
  type Command,
  type Fragment,
  type EdgeStart,
} from "@/canvas/commands";
import {
  eventsOf,
  freeId,
  slug,
  type Channel,
  type Journey,
  type JourneyNode,
  type NodeKind,
  type Position,
} from "@/canvas/document";
import {
  act as step,
  begin,
  rebase as onto,
  redo as forward,
  undo as back,
  type History,
} from "@/canvas/history";
import { merge as mergeBoth } from "@/canvas/merge";
import { edgesOf } from "@/canvas/edges";
import { definitionOf } from "@/canvas/kinds";

/** The clipboard is shared by all journeys that are opened in this window. */
let clipboard: Fragment | null = null;

export interface Editor {
  document: Journey;
  history: History;
  selection: readonly string[];
  /** The one selected thing, "@entry" among them; null for none or several. */
  focus: string | null;
  /** The one that was just added: its first box has the cursor. */
  fresh: string | null;
  select: (ids: readonly string[]) => void;
  act: (command: Command, merge?: string) => void;
  undo: () => void;
  redo: () => void;
  /** Takes in what another author made of `base`; it is no step that undo takes back. */
  rebase: (base: Journey, theirs: Journey) => void;
  /** Adds a step and selects it. */
  grow: (
    kind: NodeKind,
    place?: { at?: Position; after?: EdgeStart | undefined },
    /** By which channel, of a message. */
    channel?: Channel,
  ) => void;
  removeSelected: () => void;
  copy: () => number;
  paste: () => number;
}

/** The edge on which the next step goes when nothing else is said: the first open one of the selected step. */
export function openEdge(document: Journey, focus: string | null): EdgeStart | undefined {
  if (focus === ENTRY || (focus === null && !document.start))
    return document.start && focus === ENTRY ? { node: ENTRY, handle: "start" } : undefined;
  const node = focus === null ? undefined : document.nodes[focus];
  if (!node || focus === null) return undefined;
  const edges = edgesOf(node);
  const edge = edges.find((one) => one.target === null) ?? edges[0];
  return edge ? { node: focus, handle: edge.handle } : undefined;
}

export function useEditor(first: Journey): Editor {
  const [history, setHistory] = useState<History>(() => begin(first));
  const begun = Object.keys(first.nodes).length > 0 || eventsOf(first.entry).length > 0;
  const [selection, setSelection] = useState<readonly string[]>(begun ? [] : [ENTRY]);
  const [fresh, setFresh] = useState<string | null>(begun ? null : ENTRY);
  const document = history.present;

  const act = useCallback(
    (command: Command, merge = "") => setHistory((now) => step(now, command, merge)),
    [],
  );
  const undo = useCallback(() => {
    setFresh(null);
    setHistory(back);
  }, []);
  const redo = useCallback(() => {
    setFresh(null);
    setHistory(forward);
  }, []);
  const rebase = useCallback(
    (base: Journey, theirs: Journey) =>
      setHistory((now) => onto(now, mergeBoth(base, now.present, theirs).document)),
    [],
  );
  const select = useCallback((ids: readonly string[]) => {
    setFresh(null);
    setSelection((now) =>
      now.length === ids.length && now.every((id, at) => id === ids[at]) ? now : ids,
    );
  }, []);
  const focus = selection.length === 1 ? (selection[0] ?? null) : null;

  return useMemo(() => {
    const grow: Editor["grow"] = (kind, place = {}, channel) => {
      const id = freeId(slug(kind), document.nodes);
      const after = place.after;
      act({
        kind: "add",
        id,
        node: channel
          ? ({ ...definitionOf(kind).create(), channel } as JourneyNode)
          : definitionOf(kind).create(),
        ...(place.at ? { at: place.at } : {}),
        ...(after ? { after } : {}),
      });
      setSelection([id]);
      setFresh(id);
    };
    const removeSelected = () => {
      act({ kind: "remove", ids: selection.filter((id) => id in document.nodes) });
      for (const id of selection)
        if (document.canvas?.comments?.some((one) => one.id === id))
          act({ kind: "remove_comment", id });
      setSelection([]);
    };
    const copy = () => {
      const fragment = copyNodes(document, selection);
      const size = Object.keys(fragment.nodes).length;
      if (size) clipboard = fragment;
      return size;
    };
    const paste = () => {
      if (!clipboard) return 0;
      const ids = [...pastedIds(document, clipboard).values()];
      act({ kind: "paste", fragment: clipboard, by: [48, 48] });
      setSelection(ids);
      return ids.length;
    };
    return {
      document,
      history,
      selection,
      focus,
      fresh,
      select,
      act,
      undo,
      redo,
      rebase,
      grow,
      removeSelected,
      copy,
      paste,
    };
  }, [document, history, selection, focus, fresh, select, act, undo, redo, rebase]);
}
