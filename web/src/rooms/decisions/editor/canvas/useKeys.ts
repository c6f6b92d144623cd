/** The keyboard of the canvas: everything that the mouse can do. */
import { useEffect } from "react";
import { ENTRY, type EdgeStart } from "@/canvas/commands";
import type { Journey } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import { openPalette } from "@/ui/palette/acts";
import { allDefinitions } from "@/canvas/kinds";
import { openEdge, type Editor } from "../useEditor";
import { focusCard } from "./focusCard";
import { t } from "@/language/t";

export const KEYS: [string, string][] = [
  [
    allDefinitions()
      .map((one) => one.letter)
      .join(" "),
    t`Add a step behind the selected one: ${allDefinitions()
      .map((one) => one.name.toLowerCase())
      .join(", ")}`,
  ],
  ["↓ ↑", t("To the next step, or back")],
  ["← →", t("Between branches")],
  ["Enter", t("Into the form of the selected step")],
  ["F2", t("Rename")],
  [t("Ctrl Enter"), t("Out of the form, back to the step")],
  [t("Shift D"), t("Copy this path onto the open branches beside it")],
  [t("Alt + arrows"), t("Move the selected steps")],
  ["Delete", t("Remove what is selected")],
  [t("Ctrl C, V, D"), t("Copy, paste, duplicate")],
  [t("Ctrl Z, Y"), t("Undo, redo")],
  [t("Ctrl A"), t("Select everything")],
  ["C", t("Comment on what is selected")],
  ["N", t("Put a note on the canvas")],
  ["L", t("Lay everything out anew")],
  ["+ -", t("Nearer, further away")],
  ["0", t("Fit the journey into the window")],
  ["1", t("As large as it is drawn")],
  ["2", t("Fit what is selected")],
  [t("Ctrl F"), t("Find a step by its name, text, rule or field")],
  [t("Ctrl K"), t("Find anything, and do anything")],
  [t("Esc"), t("Select nothing")],
];

export interface KeyActs {
  fit: () => void;
  fitSelection: () => void;
  /** In, out, or to this many times the drawn size. */
  zoom: (to: "in" | "out" | number) => void;
  /** Puts a note on the canvas. */
  note: () => void;
  open: (what: "keys" | "paths" | "comments") => void;
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
  const { document, focus } = editor;
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

function nudge(editor: Editor, key: string): void {
  const by = STEPS[key];
  const places = editor.document.canvas?.positions ?? {};
  if (!by) return;
  const moved = editor.selection.flatMap((id) =>
    places[id] ? [[id, [places[id][0] + by[0], places[id][1] + by[1]]] as const] : [],
  );
  if (moved.length)
    editor.act(
      { kind: "move", positions: Object.fromEntries(moved.map(([id, place]) => [id, [...place]])) },
      "nudge",
    );
}

function withControl(editor: Editor, event: KeyboardEvent): boolean {
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

function alone(editor: Editor, acts: KeyActs, event: KeyboardEvent): boolean {
  const { key } = event;
  if (key in STEPS) {
    if (event.altKey) {
      if (acts.shift) acts.shift(key);
      else nudge(editor, key);
      return true;
    }
    if (acts.walk) {
      acts.walk(key);
      return true;
    }
    const to = walk(editor, key);
    if (to !== null) {
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
  const named: Record<string, () => void> = {
    Delete: () => acts.removeEdge() || editor.removeSelected(),
    Backspace: () => acts.removeEdge() || editor.removeSelected(),
    Escape: () => editor.select([]),
    Enter: () =>
      window.document
        .querySelector<HTMLElement>("[data-panel-body] :is(input, textarea, button)")
        ?.focus(),
    F2: () => window.document.querySelector<HTMLInputElement>("#step-name")?.select(),
    c: () => acts.open("comments"),
    n: acts.note,
    D: () => acts.open("paths"),
    l: () => editor.act({ kind: "tidy" }),
    "0": acts.fit,
    "1": () => acts.zoom(1),
    "2": acts.fitSelection,
    "+": () => acts.zoom("in"),
    "-": () => acts.zoom("out"),
    "?": () => acts.open("keys"),
  };
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
      const done = controlled ? withControl(editor, event) : alone(editor, acts, event);
      if (done) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [editor, acts, active]);
}
