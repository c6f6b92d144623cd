/** The keyboard of the canvas: everything that the mouse can do. */
import { useEffect } from "react";
import { ENTRY, type EdgeStart } from "@/canvas/commands";
import type { Channel, Journey, Position } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import { openPalette } from "@/ui/palette/acts";
import { allDefinitions } from "@/canvas/kinds";
import { isAutomatic } from "@/canvas/layout";
import { openEdge, type Editor } from "../useEditor";
import { focusCard } from "./focusCard";

export interface KeyActs {
  fit: () => void;
  fitSelection: () => void;
  /** In, out, or to this many times the drawn size. */
  zoom: (to: "in" | "out" | number) => void;
  /** Puts a note on the canvas. */
  note: () => void;
  open: (what: "keys" | "paths" | "comments" | "try" | "join" | "publish") => void;
  /** The menu of steps to add, behind the selected one. */
  menu: () => void;
  /** The next view, or the last one. */
  view: (by: 1 | -1) => void;
  /** Saves now, and says so. */
  save: () => void;
  /** Where every card is drawn. */
  places: () => Record<string, Position>;
  center: (id: string) => void;
  /** Removes the selected edge; true when there was one. */
  removeEdge: () => boolean;
  /** Where arrows do not go by the drawing: they go here, and with Alt they move this. */
  walk?: (key: string) => void;
  shift?: (key: string) => void;
  /** The path on which the next step goes; undefined: behind the selected step. */
  path?: () => EdgeStart | undefined;
}

/** The steps before, after and beside one, as a reader of the drawing would go. */
export function neighbours(
  document: Journey,
  id: string,
): { up: string | null; down: string | null; beside: string[] } {
  if (id === ENTRY) return { up: null, down: document.start || null, beside: [] };
  const node = document.nodes[id];
  const down = node
    ? (edgesOf(node).find((one) => one.target !== null && one.target in document.nodes)?.target ??
      null)
    : null;
  if (document.start === id) return { up: ENTRY, down, beside: [] };
  const parent = Object.entries(document.nodes).find(([, one]) =>
    edgesOf(one).some((edge) => edge.target === id),
  );
  const beside = parent
    ? [...new Set(edgesOf(parent[1]).flatMap((edge) => (edge.target ? [edge.target] : [])))]
    : [];
  return { up: parent?.[0] ?? null, down, beside };
}

/** Where letters are letters, and where a button or a fold answers by itself: the form, a dialog, a menu. */
const IN_A_FORM =
  "input, textarea, select, summary, aside, nav, [contenteditable], [role=dialog], [role=menu], [role=listbox]";
const inForm = (target: EventTarget | null) =>
  target instanceof Element && target.closest(IN_A_FORM) !== null;
/** The bar above the canvas: its single letters mean nothing. */
const inBar = (target: EventTarget | null) =>
  target instanceof Element && target.closest("header") !== null;

function walk(editor: Editor, key: string): string | null {
  const { document } = editor;
  // of several, the one that was taken last
  const focus = editor.focus ?? editor.selection.at(-1) ?? null;
  if (focus === null) return ENTRY;
  const { up, down, beside } = neighbours(document, focus);
  if (key === "ArrowDown") return down;
  if (key === "ArrowUp") return up;
  const at = beside.indexOf(focus);
  return beside[at + (key === "ArrowRight" ? 1 : -1)] ?? null;
}

const STEPS: Record<string, [number, number]> = {
  ArrowDown: [0, 24],
  ArrowUp: [0, -24],
  ArrowLeft: [-24, 0],
  ArrowRight: [24, 0],
};

/** Moves what is selected; where nobody placed a card yet, each stays where it is drawn from now on. */
function nudge(editor: Editor, acts: KeyActs, { key, shiftKey }: KeyboardEvent): void {
  const by = STEPS[key];
  const places = acts.places();
  const moved = editor.selection.filter((id) => id in places);
  if (!by || moved.length === 0) return;
  const part = shiftKey ? 1 / 3 : 1;
  const next = moved.map((id): [string, Position] => {
    const [x, y] = places[id] ?? [0, 0];
    return [id, [Math.round(x + by[0] * part), Math.round(y + by[1] * part)]];
  });
  const stay = isAutomatic(editor.document) ? places : {};
  editor.act({ kind: "move", positions: { ...stay, ...Object.fromEntries(next) } }, "nudge");
}

/** Letters that send by one channel. */
export const CHANNEL_KEYS: Readonly<Record<string, Channel>> = {
  e: "email",
  p: "push",
  t: "sms",
  i: "in_app",
};

function withControl(editor: Editor, acts: KeyActs, event: KeyboardEvent): boolean {
  switch (event.key.toLowerCase()) {
    case "z":
      if (event.shiftKey) editor.redo();
      else editor.undo();
      return true;
    case "y":
      editor.redo();
      return true;
    case "c":
      return editor.copy() > 0;
    case "x":
      if (editor.copy() === 0) return false;
      editor.removeSelected();
      return true;
    case "s":
      acts.save();
      return true;
    case "enter":
      if (event.shiftKey) acts.open("publish");
      return event.shiftKey;
    case "v":
      return editor.paste() > 0;
    case "d":
      if (editor.copy() > 0) editor.paste();
      return true;
    case "a":
      editor.select(Object.keys(editor.document.nodes));
      return true;
    case "f":
      openPalette("#");
      return true;
    default:
      return false;
  }
}

/** What a key by itself does, besides adding a step and walking. */
const namedKeys = (
  editor: Editor,
  acts: KeyActs,
  event: KeyboardEvent,
): Record<string, () => void> => ({
  Delete: () => acts.removeEdge() || editor.removeSelected(),
  Backspace: () => acts.removeEdge() || editor.removeSelected(),
  Escape: () => editor.select([]),
  Enter: () =>
    window.document
      .querySelector<HTMLElement>(
        event.shiftKey ? "[data-wide-sheet]" : "[data-panel-body] :is(input, textarea, button)",
      )
      ?.[event.shiftKey ? "click" : "focus"](),
  F2: () => window.document.querySelector<HTMLInputElement>("#step-name")?.select(),
  c: () => acts.open("comments"),
  n: acts.note,
  y: () => acts.open("try"),
  j: () => acts.open("join"),
  a: acts.menu,
  "/": acts.menu,
  v: () => acts.view(1),
  V: () => acts.view(-1),
  D: () => acts.open("paths"),
  l: () => editor.act({ kind: "tidy" }),
  "0": acts.fit,
  "1": () => acts.zoom(1),
  "2": acts.fitSelection,
  "+": () => acts.zoom("in"),
  "-": () => acts.zoom("out"),
  "?": () => acts.open("keys"),
});

function alone(editor: Editor, acts: KeyActs, event: KeyboardEvent): boolean {
  const { key } = event;
  if (key in STEPS) {
    if (event.altKey) {
      if (acts.shift) acts.shift(key);
      else nudge(editor, acts, event);
      return true;
    }
    if (acts.walk) {
      acts.walk(key);
      return true;
    }
    const to = walk(editor, key);
    if (to !== null) {
      if (event.shiftKey) {
        editor.select([...editor.selection.filter((id) => id !== to), to]);
        acts.center(to);
        return true;
      }
      editor.select([to]);
      acts.center(to);
      focusCard(to);
    }
    return true;
  }
  const kind = allDefinitions().find((one) => one.letter === key)?.kind;
  if (kind) {
    editor.grow(kind, { after: acts.path?.() ?? openEdge(editor.document, editor.focus) });
    return true;
  }
  const channel = CHANNEL_KEYS[key];
  if (channel) {
    const after = acts.path?.() ?? openEdge(editor.document, editor.focus);
    editor.grow("message", { after }, channel);
    return true;
  }
  const named = namedKeys(editor, acts, event);
  if (
    !(key in named) ||
    (key === "Enter" && event.target instanceof Element && event.target.closest("button, a"))
  )
    return false;
  named[key]?.();
  return true;
}

export function useKeys(editor: Editor, acts: KeyActs, active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || inForm(event.target)) return;
      const controlled = event.ctrlKey || event.metaKey;
      if (inBar(event.target) && !controlled) return;
      const done = controlled ? withControl(editor, acts, event) : alone(editor, acts, event);
      if (done) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [editor, acts, active]);
}
