/** What the editor offers to the search: each step of the journey, and each act with its key. */
import { ENTRY } from "@/canvas/commands";
import { nodeName, type JourneyNode } from "@/canvas/document";
import { allDefinitions, definitionOf } from "@/canvas/kinds";
import { useActs, type PaletteAct } from "@/ui/palette/acts";
import { focusCard } from "./canvas/focusCard";
import { channelName } from "@/ui/channel/channel";
import { CHANNEL_KEYS, type KeyActs } from "./canvas/useKeys";
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
    act(t("Publish"), () => open("publish"), t("Ctrl Shift Enter")),
    act(t("Save now"), acts.save, t("Ctrl S")),
    act(t("Try it on somebody"), () => open("try"), "Y"),
    act(t("The next view"), () => acts.view(1), "V"),
    act(t("The view before"), () => acts.view(-1), t("Shift V")),
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
          ...Object.entries(CHANNEL_KEYS).map(([letter, channel]) =>
            act(
              t`Add a message by ${channelName(channel)}`,
              () =>
                editor.grow("message", { after: openEdge(editor.document, editor.focus) }, channel),
              letter,
            ),
          ),
          act(t("Choose the next step from a list"), acts.menu, "A"),
          act(t("Join the selected step to another, by its name"), () => open("join"), "J"),
          act(t("Copy"), () => void editor.copy(), t("Ctrl C")),
          act(
            t("Cut"),
            () => {
              if (editor.copy() > 0) editor.removeSelected();
            },
            t("Ctrl X"),
          ),
          act(t("Paste"), () => void editor.paste(), t("Ctrl V")),
          act(
            t("Duplicate what is selected"),
            () => {
              if (editor.copy() > 0) editor.paste();
            },
            t("Ctrl D"),
          ),
          act(t("Nearer"), () => acts.zoom("in"), "+"),
          act(t("Further away"), () => acts.zoom("out"), "-"),
          act(t("Fit what is selected"), acts.fitSelection, "2"),
          act(t("Select nothing"), () => editor.select([]), t("Esc")),
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
