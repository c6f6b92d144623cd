/** Short news at the edge of the page, spoken to screen readers. */
import { useSyncExternalStore, type JSX } from "react";
import { askForRole, neededRole } from "../lock/needed";
import { t } from "@/language/t";
import css from "./toast.module.css";

interface Toast {
  id: number;
  text: string;
  tone: "" | "bad";
  /** What can be done about it at once. */
  act?: { name: string; onPress: () => void } | undefined;
}

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(change: readonly Toast[]): void {
  toasts = change;
  for (const listener of listeners) listener();
}

/** Shows a line for some seconds; bad news stays longer. */
export function say(text: string, tone: "" | "bad" = "", act?: Toast["act"]): void {
  const id = next;
  next += 1;
  set([...toasts.slice(-2), { id, text, tone, act }]);
  setTimeout(() => set(toasts.filter((one) => one.id !== id)), tone === "bad" ? 9000 : 3500);
}

/** Shows what went wrong, with its code; where a role was missing, with a button that asks for it. */
export function sayFault(error: unknown): void {
  const role = neededRole(error);
  const ask = role && {
    name: t("Ask for it"),
    onPress: () =>
      void askForRole(role)
        .then(() => say(t("Asked. The owners see it in their notes.")))
        .catch(sayFault),
  };
  const code =
    error !== null && typeof error === "object" && "code" in error
      ? ` (${String(error.code)})`
      : "";
  say(
    `${error instanceof Error ? error.message : t("Something went wrong.")}${code}`,
    "bad",
    ask || undefined,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts(): JSX.Element {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {shown.map((one) => (
        <div className={css.toast} data-tone={one.tone || undefined} key={one.id}>
          {one.text}
          {one.act ? (
            <button type="button" className={css.act} onClick={one.act.onPress}>
              {one.act.name}
            </button>
          ) : null}
        </div>
      ))}
    </div>
  );
}
