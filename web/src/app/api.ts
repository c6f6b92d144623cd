/** Who is here, and people by the beginning of a name or address. */
import { queryOptions } from "@tanstack/react-query";
import { get, query, remove } from "@/api/client";
import type { PersonLine } from "@/api/wire";

export const signOut = () => remove("/api/session");

export const peopleNamed = (q: string) =>
  queryOptions({
    queryKey: ["people", "named", q],
    queryFn: async ({ signal }): Promise<PersonLine[]> =>
      (await get<{ people: PersonLine[] }>(`/api/people${query({ q, limit: 6 })}`, signal)).people,
  });
