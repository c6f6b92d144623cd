/** What others do to the journey while it is drawn here: taken in, shown for a moment, and asked about where both did. */
import { useCallback, useEffect, useRef, useState } from "react";
import { diff, same } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import { frame, merge, withMine, type Contested } from "@/canvas/merge";
import { say } from "@/ui/toast/toast";
import type { Editor } from "../useEditor";
import { t } from "@/language/t";

const GLOW_MS = 1200;

/** A field that both changed, with the name of the other author. */
export interface Question extends Contested {
  by: string;
}

export interface Together {
  questions: readonly Question[];
  /** Steps that somebody else has just changed. */
  fresh: ReadonlySet<string>;
  /** What was just changed by whom, in words. */
  news: string;
  /** Takes in what somebody saved, who began from `base` as we did; the document as it is drawn then. */
  take: (base: Journey, theirs: Journey, by: string, mine: Journey) => Journey;
  /** Whether taking that in now would rewrite the box in which somebody types here. */
  disturbs: (base: Journey, theirs: Journey) => boolean;
  keepTheirs: (question: Question) => void;
  useMine: (question: Question) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Whether somebody types in a box of this window. */
const typing = (): boolean =>
  window.document.activeElement?.matches("input, textarea, [contenteditable='true']") ?? false;

const alike = (a: Contested, b: Contested) =>
  a.node === b.node && a.path.join("\n") === b.path.join("\n");

/** The steps that differ; null among them: the journey itself. */
function differing(base: Journey, theirs: Journey): (string | null)[] {
  const ids = new Set([...Object.keys(base.nodes), ...Object.keys(theirs.nodes)]);
  const steps = [...ids].filter((id) => !same(base.nodes[id], theirs.nodes[id]));
  return same(frame(base), frame(theirs)) ? steps : [...steps, null];
}

export function useTogether(editor: Editor): Together {
  const [questions, setQuestions] = useState<readonly Question[]>([]);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(NONE);
  const [news, setNews] = useState("");
  const glow = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { rebase, act, document } = editor;
  useEffect(() => () => clearTimeout(glow.current), []);

  const take = useCallback<Together["take"]>(
    (base, theirs, by, mine) => {
      const { document: merged, contested } = merge(base, mine, theirs);
      rebase(base, theirs);
      const changes = diff(base, theirs);
      if (changes.length) {
        const name = by || t("Somebody");
        setNews(`${name}: ${changes.map((one) => one.text).join(" ")}`);
        setFresh(new Set(changes.flatMap((one) => one.node ?? [])));
        clearTimeout(glow.current);
        glow.current = setTimeout(() => setFresh(NONE), GLOW_MS);
      }
      if (contested.length)
        setQuestions((all) => [
          ...all.filter((one) => !contested.some((other) => alike(one, other))),
          ...contested.map((one) => ({ ...one, by })),
        ]);
      return merged;
    },
    [rebase],
  );
  const about = useRef<string | null>(null);
  about.current = editor.focus !== null && editor.focus in document.nodes ? editor.focus : null;
  const disturbs = useCallback(
    (base: Journey, theirs: Journey) =>
      typing() && differing(base, theirs).some((one) => one === about.current),
    [],
  );
  const keepTheirs = useCallback(
    (question: Question) => setQuestions((all) => all.filter((one) => one !== question)),
    [],
  );
  const useMine = useCallback(
    (question: Question) => {
      act({ kind: "load", document: withMine(document, question) });
      keepTheirs(question);
    },
    [act, document, keepTheirs],
  );
  const { left } = editor.history;
  useEffect(() => {
    if (left.length) say(t("Somebody else changed this since, so their change stays."));
  }, [left]);
  return { questions, fresh, news, take, disturbs, keepTheirs, useMine };
}
