/** Keeps the draft on the server: saves when you pause, takes in what others saved meanwhile, and says how it stands. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, signedIn } from "@/api/client";
import { saveDraft } from "@/api/queries";
import type { Draft } from "@/api/wire";
import { same } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import type { Together } from "../together/useTogether";
import { WINDOW } from "../together/window";
import { dropDraft } from "./api";

export interface Autosave {
  /** `discarded`: somebody else threw the draft away, and it is asked whether it stays. */
  state: "saved" | "waiting" | "saving" | "discarded" | "failed";
  error: unknown;
  /** Saves at once; true when the server has it. */
  flush: () => Promise<boolean>;
  /** Makes what is drawn the draft again after it was discarded. */
  keep: () => void;
  /** Throws the draft away on the server, with what was not saved yet. Raises ApiError, and then nothing is lost. */
  discard: () => Promise<void>;
}

interface Given {
  id: string;
  document: Journey;
  /** The draft with which the editor began; null: there was none. */
  first: Journey;
  /** The draft as the server is known to have it now. */
  draft: Draft | null;
  together: Pick<Together, "take" | "disturbs">;
}

const PAUSE_MS = 900;
/** So often somebody else may save first before it is told that ours is not saved. */
const TRIES = 5;

export function useAutosave({ id, document, first, draft, together }: Given): Autosave {
  const queries = useQueryClient();
  const [state, setState] = useState<Autosave["state"]>("saved");
  const [error, setError] = useState<unknown>(null);
  const revision = useRef(draft?.revision ?? 0);
  /** What the server keeps at this revision: the document from which everybody goes on. */
  const kept = useRef(first);
  const saved = useRef(first);
  const latest = useRef(document);
  const drawn = useRef(document);
  const busy = useRef<Promise<boolean> | null>(null);
  /** A save waits until the box is left that somebody else's change would rewrite. */
  const waits = useRef(false);
  /** News waits for the same. */
  const held = useRef(false);
  /** How often a box was left for which something waited. */
  const [left, setLeft] = useState(0);
  const { take, disturbs } = together;
  if (drawn.current !== document) latest.current = drawn.current = document;

  /** False: it waits until the box is left in which somebody types. */
  const takeIn = useCallback(
    (theirs: Draft): boolean => {
      // our own save whose answer was lost is no change by somebody else
      const base = theirs.window === WINDOW ? theirs.document : kept.current;
      if (disturbs(base, theirs.document)) return false;
      revision.current = theirs.revision;
      latest.current = take(base, theirs.document, theirs.by ?? "", latest.current);
      kept.current = theirs.document;
      saved.current = theirs.document;
      return true;
    },
    [take, disturbs],
  );

  const send = useCallback(async (): Promise<boolean> => {
    waits.current = false;
    setState("saving");
    for (let tries = 0; tries < TRIES; tries += 1) {
      const wanted = latest.current;
      try {
        if (!same(wanted, saved.current)) {
          const answer = await saveDraft(id, wanted, revision.current, WINDOW);
          revision.current = answer.revision;
          kept.current = answer.document ?? wanted;
          void queries.invalidateQueries({ queryKey: ["journeys"] });
        }
        saved.current = wanted;
        setError(null);
        setState(latest.current === wanted ? "saved" : "waiting");
        return latest.current === wanted;
      } catch (fault) {
        setError(fault);
        const theirs = conflicting(fault);
        if (theirs) {
          if (takeIn(theirs)) continue;
          waits.current = true;
          setState("waiting");
          return false;
        } else {
          setState(theirs === null ? "discarded" : "failed");
          return false;
        }
      }
    }
    setState("failed");
    return false;
  }, [id, queries, takeIn]);

  const flush = useCallback(async (): Promise<boolean> => {
    if (busy.current) await busy.current;
    if (saved.current === latest.current) return true;
    busy.current = send().finally(() => {
      busy.current = null;
    });
    return busy.current;
  }, [send]);

  useEffect(() => {
    if (saved.current === document || state === "discarded") return;
    setState("waiting");
    const timer = setTimeout(() => void flush(), PAUSE_MS);
    return () => clearTimeout(timer);
    // a failed save is tried again with the next change, not in a loop
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [document, flush]);

  useEffect(() => {
    if (busy.current || !draft || draft.revision <= revision.current) return;
    held.current = !takeIn(draft);
  }, [draft, state, left, takeIn]);

  useEffect(() => {
    const leave = () =>
      setTimeout(() => {
        if (held.current) setLeft((times) => times + 1);
        if (waits.current) void flush();
      });
    window.addEventListener("focusout", leave);
    return () => window.removeEventListener("focusout", leave);
  }, [flush]);

  useEffect(() => signedIn.on(() => void flush()), [flush]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (!same(saved.current, latest.current)) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      if (saved.current !== latest.current) void flush();
    };
  }, [flush]);

  const keep = useCallback(() => {
    revision.current = 0;
    setState("waiting");
    void send();
  }, [send]);

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

  return { state, error, flush, keep, discard };
}

/** The draft that somebody else saved; null: it was discarded; undefined: the fault is another one. */
function conflicting(fault: unknown): Draft | null | undefined {
  if (!(fault instanceof ApiError) || fault.code !== "draft_conflict") return undefined;
  return (fault.body as { theirs?: Draft | null } | null)?.theirs ?? null;
}
