/** Each act in words, once, for those who hear the page: the one polite voice of the editor. */
import { useEffect, useRef, useState, type JSX } from "react";
import { diff } from "@/canvas/diff";
import { nodeName, type Journey } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import type { Step } from "@/canvas/history";
import type { Editor } from "./useEditor";
import type { Checked } from "./useFaults";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

/** Typing in one field is one act, and is told when it rests. */
const REST_MS = 700;

const idsBeyond = (one: Journey, other: Journey) =>
  Object.keys(one.nodes).filter((id) => !(id in other.nodes));

/** "Added Wait behind Push A.", "Removed 3 steps. Ctrl Z brings them back." */
export function actWords({ before, after }: Pick<Step, "before" | "after">): string {
  const [added, removed] = [idsBeyond(after, before), idsBeyond(before, after)];
  const [first] = added;
  if (first !== undefined && removed.length === 0) {
    if (added.length > 1) return t`Added ${added.length} steps.`;
    const name = nodeName(first, after.nodes[first]);
    const parent = Object.entries(after.nodes).find(([, node]) =>
      edgesOf(node).some((edge) => edge.target === first),
    );
    return parent ? t`Added ${name} behind ${nodeName(...parent)}.` : t`Added ${name}.`;
  }
  if (removed.length > 0 && added.length === 0) {
    if (removed.length > 1) return t`Removed ${removed.length} steps. Ctrl Z brings them back.`;
    const [id = ""] = removed;
    return t`Removed ${nodeName(id, before.nodes[id])}. Ctrl Z brings it back.`;
  }
  const [change, ...more] = diff(before, after);
  if (!change) return t("Moved");
  return more.length ? t`${change.text} And ${more.length} more.` : change.text;
}

export function Said({ editor, checked }: { editor: Editor; checked: Checked }): JSX.Element {
  const { history } = editor;
  const before = useRef(history);
  const [said, setSaid] = useState("");
  useEffect(() => {
    const was = before.current;
    before.current = history;
    const step = history.past.at(-1);
    const undone = history.future.at(-1);
    if (history.future.length > was.future.length && undone)
      return setSaid(t`Undone: ${actWords(undone)}`);
    if (history.past === was.past || !step || history.past.length < was.past.length)
      return undefined;
    if (history.future.length < was.future.length && was.future.at(-1)?.after === step.after)
      return setSaid(t`Done again: ${actWords(step)}`);
    if (!step.merge) return setSaid(actWords(step));
    const rest = setTimeout(() => setSaid(actWords(step)), REST_MS);
    return () => clearTimeout(rest);
  }, [history]);
  return (
    <>
      <p className={layout.hiddenVisually} role="status" aria-label={t("What was done")}>
        {said}
      </p>
      <p className={layout.hiddenVisually} role="status" aria-label={t("What is wrong")}>
        {useErrors(checked)}
      </p>
    </>
  );
}

/** How many errors there are, told when the server knows and the number is another. */
function useErrors({ faults, state }: Checked): string {
  const errors = faults.filter((one) => one.severity === "error").length;
  const last = useRef<number | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (state !== "known" || errors === last.current) return;
    const first = last.current === null;
    last.current = errors;
    if (first && errors === 0) return;
    setSaid(errors === 0 ? t("No error.") : errors === 1 ? t("1 error.") : t`${errors} errors.`);
  }, [errors, state]);
  return said;
}
