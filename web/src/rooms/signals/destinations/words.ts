/** The words for where is written, and what. */
import type { DestinationRun, DestinationSpec } from "@/api/wire";
import type { Tone } from "@/ui/badge/Badge";
import { t } from "@/language/t";

export type SentTable = NonNullable<DestinationSpec["tables"]>[number];

export const KINDS: { value: DestinationSpec["kind"]; label: string; example: string }[] = [
  {
    value: "sql",
    label: t("A database"),
    example: "postgresql://writer:password@db.example.com/warehouse",
  },
  { value: "folder", label: t("A folder of Parquet files"), example: "/warehouse/loopline" },
];

export const TABLES: { value: SentTable; label: string; text: string }[] = [
  {
    value: "facts",
    label: t("Facts"),
    text: t("All that happened: entries, messages, answers, conversions; a part for each day."),
  },
  { value: "people", label: t("People"), text: t("Everybody, with their fields.") },
  {
    value: "memberships",
    label: t("Segments and journeys"),
    text: t("Who is in which of them as of the run."),
  },
  { value: "lists", label: t("Lists"), text: t("Who is on which list.") },
  { value: "merges", label: t("Merges"), text: t("Which people were found to be one.") },
];

export const STATES: Record<DestinationRun["state"], { tone: Tone; word: string }> = {
  running: { tone: "info", word: t("is written") },
  done: { tone: "good", word: t("done") },
  failed: { tone: "bad", word: t("failed") },
};

/** "Facts, People and Lists"; all of them are not counted up. */
export function tablesWords(tables: readonly SentTable[] | undefined): string {
  const named = TABLES.filter((one) => !tables || tables.includes(one.value));
  return named.length === TABLES.length
    ? t("All tables")
    : named.map((one) => one.label).join(" · ");
}
