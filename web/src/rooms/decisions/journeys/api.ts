/** Where journeys stand in the list: folders, tags, the archive; each act for many of them. */
import { post } from "@/api/client";
import type { ShelfAnswer } from "@/api/wire";
import { t } from "@/language/t";

/** Runs an act for many, says how it went, and keeps what was refused on the page. */
export type Doing = (act: Promise<ShelfAnswer>, words: string) => Promise<void>;

const path = encodeURIComponent;

export const placeIn = (journeys: readonly string[], folder: string) =>
  post<ShelfAnswer>("/api/shelf", { journeys, folder });

export const tagThem = (
  journeys: readonly string[],
  add: readonly string[],
  remove: readonly string[],
) => post<ShelfAnswer>("/api/shelf", { journeys, add, remove });

export const archiveThem = (journeys: readonly string[]) =>
  post<ShelfAnswer>("/api/shelf/archive", { journeys });

export const restoreThem = (journeys: readonly string[]) =>
  post<ShelfAnswer>("/api/shelf/restore", { journeys });

/** Pauses or stops them one after another; each has its own answer. */
export async function tellThem(
  journeys: readonly string[],
  word: "pause" | "stop",
): Promise<ShelfAnswer> {
  const answer: ShelfAnswer = { done: [], refused: [] };
  for (const journey of journeys) {
    try {
      await post(`/api/journeys/${path(journey)}/${word}`);
      answer.done.push({ journey, folder: "", tags: [], archived_at: null, archived_by: "" });
    } catch (error) {
      const text = error instanceof Error ? error.message : t("It did not work.");
      answer.refused.push({ journey, code: "", text });
    }
  }
  return answer;
}
