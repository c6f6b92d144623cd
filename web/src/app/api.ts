/** Who is here, what they are told, and people by the beginning of a name or address. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, query, remove } from "@/api/client";
import type * as wire from "@/api/wire";
import type { PersonLine } from "@/api/wire";

export const signOut = () => remove("/api/session");

export const peopleNamed = (q: string) =>
  queryOptions({
    queryKey: ["people", "named", q],
    queryFn: async ({ signal }): Promise<PersonLine[]> =>
      (await get<{ people: PersonLine[] }>(`/api/people${query({ q, limit: 6 })}`, signal)).people,
  });

const NOTES_MS = 60_000;

export const notes = () =>
  queryOptions({
    queryKey: ["notes"],
    queryFn: ({ signal }) => get<wire.NoteList>("/api/notes", signal),
    refetchInterval: NOTES_MS,
  });

/** One note, or all of them without an id. */
export const readNotes = (id: string) => post<{ unread: number }>("/api/notes/read", { id });
