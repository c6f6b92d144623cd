/** Short news at the edge of the page, spoken to screen readers. */
import { useSyncExternalStore, type JSX } from "react";
import { t } from "@/language/t";
import css from "./toast.module.css";

interface Toast {
  id: number;
  text: string;
  tone: "" | "bad";
}

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function set(change: readonly Toast[]): void {
  toasts = change;
  for (const listener of listeners) listener();
}

/** Shows a line for some seconds; bad news stays longer. */
export function say(text: string, tone: "" | "bad" = ""): void {
  const id = next;
  next += 1;
  set([...toasts.slice(-2), { id, text, tone }]);
  setTimeout(() => set(toasts.filter((one) => one.id !== id)), tone === "bad" ? 9000 : 3500);
}

/** Shows what went wrong, with its code. */
export function sayFault(error: unknown): void {
  const code =
    error !== null && typeof error === "object" && "code" in error
      ? ` (${String(error.code)})`
      : "";
  say(`${error instanceof Error ? error.message : t("Something went wrong.")}${code}`, "bad");
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
        </div>
      ))}
    </div>
  );
}
