/** Catalogs: what is sold or written about, looked up by messages. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, query, remove } from "@/api/client";
import { after, paged, type Page } from "@/api/pages";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

export const catalogs = () =>
  queryOptions({
    queryKey: ["catalogs"],
    queryFn: ({ signal }) => get<wire.CatalogList>("/api/catalogs", signal),
  });

export const catalogOf = (id: string) =>
  queryOptions({
    queryKey: ["catalogs", id],
    queryFn: ({ signal }) => get<wire.CatalogLine>(`/api/catalogs/${path(id)}`, signal),
  });

export const items = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["catalogs", id, "items"],
    queryFn: async ({ signal, pageParam }): Promise<Page<wire.Row>> => {
      const answer = await get<{ items: wire.Row[]; next?: string | null }>(
        `/api/catalogs/${path(id)}/items${query({ cursor: pageParam })}`,
        signal,
      );
      return { rows: answer.items, next: after(answer.next) };
    },
    ...paged,
  });

export const removeItem = (id: string, item: string) =>
  remove<null>(`/api/catalogs/${path(id)}/items/${path(item)}`);
