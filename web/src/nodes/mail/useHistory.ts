/** What a mail was before, so that every act on it can be undone; letters of one go undo together. */
import { useEffect, useRef, useState } from "react";

const KEPT = 200;
/** So long a pause ends what undoes together. */
const PAUSE_MS = 900;

export interface History {
  /** An act: it undoes by itself. */
  set: (value: string) => void;
  /** Letters: they undo with those just before them. */
  typed: (value: string) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
}

export function useHistory(value: string, onChange: (value: string) => void): History {
  const [past, setPast] = useState<readonly string[]>([]);
  const [future, setFuture] = useState<readonly string[]>([]);
  const last = useRef({ at: 0, isTyping: false });
  const shown = useRef(value);
  useEffect(() => {
    shown.current = value;
  }, [value]);
  const step = (next: string, isTyping: boolean) => {
    if (next === shown.current) return;
    const now = Date.now();
    const joins = isTyping && last.current.isTyping && now - last.current.at < PAUSE_MS;
    last.current = { at: now, isTyping };
    const before = shown.current;
    if (!joins) setPast((all) => [...all.slice(-KEPT), before]);
    setFuture([]);
    shown.current = next;
    onChange(next);
  };
  const back = (
    from: readonly string[],
    setFrom: (all: readonly string[]) => void,
    to: readonly string[],
    setTo: (all: readonly string[]) => void,
  ) => {
    const next = from[from.length - 1];
    if (next === undefined) return;
    last.current = { at: 0, isTyping: false };
    setFrom(from.slice(0, -1));
    setTo([...to, shown.current]);
    shown.current = next;
    onChange(next);
  };
  return {
    set: (next) => step(next, false),
    typed: (next) => step(next, true),
    undo: () => back(past, setPast, future, setFuture),
    redo: () => back(future, setFuture, past, setPast),
    canUndo: past.length > 0,
    canRedo: future.length > 0,
  };
}
