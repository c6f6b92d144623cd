/** Content that is written and not published yet: kept in the browser's tab, so that a reload loses nothing. */
import type { Row } from "@/api/wire";

export interface Name {
  kind: string;
  id: string;
}

interface Kept {
  document: Row;
  sample: Row;
}

const keyOf = ({ kind, id }: Name): string => `loopline.content.${kind}.${id}`;

export function keepFresh(name: Name, document: object, sample: object): void {
  sessionStorage.setItem(keyOf(name), JSON.stringify({ document, sample }));
}

export function fresh(name: Name): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(name)) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

export const dropFresh = (name: Name): void => sessionStorage.removeItem(keyOf(name));
