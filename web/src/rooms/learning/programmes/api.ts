/** What programmes, and everything together, caused. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type * as wire from "@/api/wire";

export const programmes = () =>
  queryOptions({
    queryKey: ["programmes"],
    queryFn: ({ signal }) => get<wire.ProgrammeReports>("/api/programmes", signal),
  });

export const programme = (id: string) =>
  queryOptions({
    queryKey: ["programmes", id],
    queryFn: ({ signal }) =>
      get<wire.ProgrammeReport>(`/api/programmes/${encodeURIComponent(id)}/report`, signal),
  });
