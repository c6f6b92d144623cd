/** Long lists, a page at a time. A page says where the next one begins (`next`), so that no row is lost or told twice. */
import type { InfiniteData } from "@tanstack/react-query";

export interface Page<T> {
  rows: T[];
  next: string;
}

export interface Wire {
  next?: string | null;
}

/** All rows of the pages that are here; a row that moved to a later page while one read is told once. */
export function rowsOf<T>(data: InfiniteData<Page<T>>, keyOf: (row: T) => string): T[] {
  const seen = new Set<string>();
  return data.pages
    .flatMap((page) => page.rows)
    .filter((row) => {
      const key = keyOf(row);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

/** What every list of pages asks with. */
export const paged = {
  initialPageParam: "",
  getNextPageParam: (last: Page<unknown>) => last.next || undefined,
};
export const after = (next: string | null | undefined): string => next ?? "";
