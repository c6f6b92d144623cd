/** What the editor offers to the search: each step of the journey, and each act with its key. */
import { ENTRY } from "@/canvas/commands";
import { nodeName, type JourneyNode } from "@/canvas/document";
import { allDefinitions, definitionOf } from "@/canvas/kinds";
import { useActs, type PaletteAct } from "@/ui/palette/acts";
import { focusCard } from "./canvas/focusCard";
import type { KeyActs } from "./canvas/useKeys";
import { openEdge } from "./useEditor";
import type { Session } from "./useSession";
import { t } from "@/language/t";

/** All texts of a step: what it says, what its rules ask, which fields it names. */
function wordsOf(thing: unknown): string {
  if (typeof thing === "string") return thing;
  if (typeof thing !== "object" || thing === null) return "";
  return Object.values(thing).map(wordsOf).join(" ");
}

function steps(session: Session, acts: KeyActs): PaletteAct[] {
  const { editor } = session;
  return Object.entries(editor.document.nodes).map(([id, node]: [string, JourneyNode]) => ({
    id: `step ${id}`,
    kind: "step",
    name: nodeName(id, node),
    words: `${id} ${wordsOf(node)}`,
    note: definitionOf(node.kind).name,
    run: () => {
      if (session.view !== "outline") session.show("draw");
      editor.select([id]);
      acts.center(id);
      focusCard(id);
    },
  }));
}

function doings(session: Session, acts: KeyActs): PaletteAct[] {
  const { editor, open, show } = session;
  const act = (name: string, run: () => void, key?: string): PaletteAct => ({
    id: `act ${name}`,
    kind: "act",
    name,
    run,
    ...(key ? { key } : {}),
  });
  const drawing = session.view === "draw" || session.view === "outline";
  return [
    act(t("Publish"), () => open("publish")),
    act(t("Try it on somebody"), () => open("try")),
    act(t("Show the checks"), () => open("faults")),
    act(t("All texts"), () => open("texts")),
    act(t("Comments"), () => open("comments"), "C"),
    act(t("Versions"), () => open("versions")),
    act(t("Keyboard"), () => open("keys"), "?"),
    act(t("Draw"), () => show("draw")),
    act(t("Outline"), () => show("outline")),
    act(t("Watch"), () => show("live")),
    act("YAML", () => show("text")),
    ...(drawing
      ? [
          ...allDefinitions().map((one) =>
            act(
              t`Add ${one.name.toLowerCase()}`,
              () => editor.grow(one.kind, { after: openEdge(editor.document, editor.focus) }),
              one.letter,
            ),
          ),
          act(t("Select the entry"), () => editor.select([ENTRY])),
          act(t("Copy this path onto open branches"), () => open("paths"), t("Shift D")),
          act(t("Undo"), editor.undo, t("Ctrl Z")),
          act(t("Redo"), editor.redo, t("Ctrl Y")),
          act(
            t("Select everything"),
            () => editor.select(Object.keys(editor.document.nodes)),
            t("Ctrl A"),
          ),
          act(t("Remove what is selected"), editor.removeSelected, "Delete"),
          act(t("Lay everything out anew"), () => editor.act({ kind: "tidy" }), "L"),
          act(t("Put a note on the canvas"), acts.note, "N"),
          act(t("Fit the journey into the window"), acts.fit, "0"),
          act(t("As large as it is drawn"), () => acts.zoom(1), "1"),
        ]
      : []),
  ];
}

export function useEditorActs(session: Session, acts: KeyActs): void {
  useActs(() => [...doings(session, acts), ...steps(session, acts)]);
}
