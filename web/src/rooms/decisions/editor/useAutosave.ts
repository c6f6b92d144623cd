/** Keeps the draft on the server: saves when you pause, says so, and stops at a conflict instead of overwriting. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, put } from "@/api/client";
import type { Journey } from "@/canvas/document";

export interface Theirs {
  document: Journey;
  revision: number;
}

export interface Autosave {
  state: "saved" | "waiting" | "saving" | "conflict" | "failed";
  error: unknown;
  theirs: Theirs | null;
  /** Saves at once; true when the server has it. */
  flush: () => Promise<boolean>;
  /** Takes up again after a conflict: the next save is on top of this revision. */
  resolve: (revision: number) => void;
}

const PAUSE_MS = 900;

export function useAutosave(id: string, document: Journey, revision: number, savedDocument: Journey | null): Autosave {
  const queries = useQueryClient();
  const [state, setState] = useState<Autosave["state"]>("saved");
  const [error, setError] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const base = useRef(revision);
  const saved = useRef<Journey | null>(savedDocument);
  const latest = useRef(document);
  const busy = useRef<Promise<boolean> | null>(null);
  latest.current = document;

  const send = useCallback(async (): Promise<boolean> => {
    const wanted = latest.current;
    setState("saving");
    try {
      const answer = await put<{ revision: number }>(`/api/journeys/${encodeURIComponent(id)}/draft`, { document: wanted, revision: base.current });
      base.current = answer.revision;
      saved.current = wanted;
      setError(null);
      setState(latest.current === wanted ? "saved" : "waiting");
      void queries.invalidateQueries({ queryKey: ["journeys"] });
      return latest.current === wanted;
    } catch (fault) {
      setError(fault);
      if (fault instanceof ApiError && fault.code === "draft_conflict") {
        setTheirs((fault.body as { theirs?: Theirs } | null)?.theirs ?? null);
        setState("conflict");
      } else setState("failed");
      return false;
    }
  }, [id, queries]);

  const flush = useCallback(async (): Promise<boolean> => {
    if (busy.current) await busy.current;
    if (saved.current === latest.current) return true;
    busy.current = send().finally(() => {
      busy.current = null;
    });
    return busy.current;
  }, [send]);

  useEffect(() => {
    if (saved.current === document || state === "conflict") return;
    setState("waiting");
    const timer = setTimeout(() => void flush(), PAUSE_MS);
    return () => clearTimeout(timer);
    // a failed save is tried again with the next change, not in a loop
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [document, flush]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (saved.current !== latest.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      if (saved.current !== latest.current) void flush();
    };
  }, [flush]);

  const resolve = useCallback((next: number) => {
    base.current = next;
    setTheirs(null);
    setState("waiting");
    void send();
  }, [send]);

  return { state, error, theirs, flush, resolve };
}
