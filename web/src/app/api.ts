/** Who is here, and what they are told. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, remove } from "@/api/client";
import type * as wire from "@/api/wire";

export const signOut = () => remove("/api/session");

const NOTES_MS = 60_000;

export const notes = () =>
  queryOptions({
    queryKey: ["notes"],
    queryFn: ({ signal }) => get<wire.NoteList>("/api/notes", signal),
    refetchInterval: NOTES_MS,
  });

/** One note, or all of them without an id. */
export const readNotes = (id: string) => post<{ unread: number }>("/api/notes/read", { id });
