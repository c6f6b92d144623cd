/**
 * The source of a mail in CodeMirror: coloured, completed, with the faults of the server at their lines.
 * It lives in a shadow root, where it adopts its sheets: the page's policy refuses a style element.
 */
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { html } from "@codemirror/lang-html";
import {
  bracketMatching,
  foldGutter,
  HighlightStyle,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef, type JSX } from "react";
import { completions, type Known } from "./completions";
import { handlebars } from "./handlebars";
import css from "./CodeEditor.module.css";

export interface LineFault {
  line: number;
  text: string;
  severity: "error" | "warning";
}

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  faults?: readonly LineFault[];
  known: Known;
}

const THEME = EditorView.theme({
  "&": { fontSize: "13px", color: "var(--ink)", backgroundColor: "var(--surface)", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "320px" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--sunken)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--accent-soft)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent, #fff)",
  },
  ".cm-handlebars": { color: "var(--accent)", fontWeight: "600" },
});
const COLOURS = HighlightStyle.define([
  { tag: tags.tagName, color: "var(--info, #2f58b8)" },
  { tag: tags.attributeName, color: "var(--ink-2)" },
  { tag: tags.attributeValue, color: "var(--good, #14703f)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: tags.angleBracket, color: "var(--ink-3)" },
]);

/**
 * Letters over a selection are put in here: the browser would keep the look of what they replace in a style attribute,
 * which the page's policy refuses.
 */
const OVER_SELECTION = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const isPlain = event.inputType === "insertText" && !event.isComposing && event.data;
    if (!isPlain || view.state.selection.main.empty) return false;
    event.preventDefault();
    const change = view.state.replaceSelection(event.data ?? "");
    view.dispatch(view.state.update(change, { userEvent: "input.type", scrollIntoView: true }));
    return true;
  },
});

/** Faults as marks under their lines; a line that is gone meanwhile is the last one. */
function marksOf(state: EditorState, faults: readonly LineFault[]): Diagnostic[] {
  return faults.map(({ line, text, severity }) => {
    const at = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)));
    const indent = /^\s*/.exec(at.text)?.[0].length ?? 0;
    return { from: at.from + indent, to: at.to, severity, message: text };
  });
}

export default function CodeEditor(props: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const host = place.current;
    if (!host) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const named = new Compartment();
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          html({ selfClosingTags: true, matchClosingTags: false, autoCloseTags: false }),
          handlebars,
          syntaxHighlighting(COLOURS),
          autocompletion({ override: [completions(() => latest.current.known)] }),
          EditorView.lineWrapping,
          named.of(EditorView.contentAttributes.of({ "aria-label": latest.current.label })),
          keymap.of([
            ...completionKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...lintKeymap,
            indentWithTab,
          ]),
          THEME,
          OVER_SELECTION,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);
  useEffect(() => {
    const made = view.current;
    const now = made?.state.doc.toString();
    if (!made || now === props.value || made.hasFocus) return;
    made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: props.value } });
  }, [props.value]);
  useEffect(() => {
    const made = view.current;
    if (made) made.dispatch(setDiagnostics(made.state, marksOf(made.state, props.faults ?? [])));
  }, [props.faults]);
  return <div ref={place} className={css.host} data-testid="code" />;
}
