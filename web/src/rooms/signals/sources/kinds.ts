/** The words for what sources are, and what they bring. */
import type { ImportKind, SourceSpec } from "@/api/wire";
import { t } from "@/language/t";

export const KINDS: { value: SourceSpec["kind"]; label: string; example: string }[] = [
  {
    value: "sql",
    label: t("A database"),
    example: "postgresql://reader:password@db.example.com/warehouse",
  },
  {
    value: "file",
    label: t("Files"),
    example: "https://storage.example.com/people.parquet",
  },
  { value: "rest", label: t("A service of the web"), example: "https://api.example.com/contacts" },
];

export const TAKES: { value: ImportKind; label: string }[] = [
  { value: "people", label: t("People") },
  { value: "events", label: t("Events") },
  { value: "accounts", label: t("Members of accounts") },
  { value: "lists", label: t("People of a list") },
  { value: "consent", label: t("Consent") },
  { value: "suppressions", label: t("Suppressed addresses") },
];

export const TIMES: { value: string; label: string }[] = [
  { value: "", label: t("By hand") },
  { value: "*/15 * * * *", label: t("Every 15 minutes") },
  { value: "0 * * * *", label: t("Every hour") },
  { value: "0 3 * * *", label: t("Every night at 3:00") },
];
