/** Keeps the draft on the server: saves when you pause, says so, and stops at a conflict instead of overwriting. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, signedIn } from "@/api/client";
import { saveDraft } from "@/api/queries";
import type { Journey } from "@/canvas/document";
import { dropDraft } from "./api";

export interface Theirs {
  document: Journey;
  revision: number;
}

export interface Autosave {
  state: "saved" | "waiting" | "saving" | "conflict" | "failed";
  error: unknown;
  /** What stands on the server instead; null when somebody discarded the draft. */
  theirs: Theirs | null;
  /** Saves at once; true when the server has it. */
  flush: () => Promise<boolean>;
  /** Takes up again after a conflict, on top of this revision: at once, or with the next change of the document. */
  resolve: (revision: number, now: boolean) => void;
  /** Throws the draft away on the server, with what was not saved yet. Raises ApiError, and then nothing is lost. */
  discard: () => Promise<void>;
}

const PAUSE_MS = 900;

export function useAutosave(
  id: string,
  document: Journey,
  revision: number,
  savedDocument: Journey | null,
): Autosave {
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
      const answer = await saveDraft(id, wanted, base.current);
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

  useEffect(() => signedIn.on(() => void flush()), [flush]);

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

  const resolve = useCallback(
    (next: number, now: boolean) => {
      base.current = next;
      setTheirs(null);
      setState("waiting");
      if (now) void send();
    },
    [send],
  );

  const discard = useCallback(async (): Promise<void> => {
    if (busy.current) await busy.current;
    const before = saved.current;
    saved.current = latest.current;
    try {
      await dropDraft(id);
    } catch (fault) {
      if (fault instanceof ApiError && fault.code === "draft_missing") return;
      saved.current = before;
      throw fault;
    }
  }, [id]);

  return { state, error, theirs, flush, resolve, discard };
}
