/** The comments of a journey, kept fresh by the stream: what is open at each step, and what is new. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { onNews } from "@/api/stream";
import type { CommentList, Mentionable, ThreadLine } from "@/api/wire";
import { comments, markRead } from "./api";

const NO_THREADS: readonly ThreadLine[] = [];
const NOBODY: readonly Mentionable[] = [];

export interface Comments {
  threads: readonly ThreadLine[];
  people: readonly Mentionable[];
  /** How many threads have something that this person has not seen. */
  unread: number;
  /** How many threads are open at each step, and "" for the journey. */
  open: ReadonlyMap<string, number>;
  state: "asking" | "known" | "failed";
  refresh: () => Promise<void>;
  /** What is listed has been seen. */
  seen: () => void;
}

export const isOpen = (thread: ThreadLine): boolean => thread.resolved_at === null;

export function useComments(journey: string): Comments {
  const queries = useQueryClient();
  const { data, isError } = useQuery(comments(journey));
  const refresh = useCallback(
    () => queries.invalidateQueries({ queryKey: ["comments", journey] }),
    [queries, journey],
  );
  useEffect(
    () => onNews("comments", ({ id }) => void (id === journey && refresh())),
    [journey, refresh],
  );
  const threads = data?.threads ?? NO_THREADS;
  const unread = data?.unread ?? 0;
  const seen = useCallback(() => {
    const until = Math.max(
      0,
      ...threads.flatMap((one) => one.comments.map((comment) => comment.at)),
    );
    markRead(journey, until)
      .then(() =>
        // the marks of what is new stay until the list is asked for again
        queries.setQueryData<CommentList>(
          ["comments", journey],
          (now) => now && { ...now, unread: 0 },
        ),
      )
      .catch(() => null); // it stays marked as new
  }, [journey, queries, threads]);
  const open = useMemo(() => {
    const result = new Map<string, number>();
    for (const one of threads)
      if (isOpen(one)) result.set(one.step, (result.get(one.step) ?? 0) + 1);
    return result;
  }, [threads]);
  return useMemo(
    () => ({
      threads,
      people: data?.people ?? NOBODY,
      unread,
      open,
      state: data ? "known" : isError ? "failed" : "asking",
      refresh,
      seen,
    }),
    [threads, data, unread, open, isError, refresh, seen],
  );
}
