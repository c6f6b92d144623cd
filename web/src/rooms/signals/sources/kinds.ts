/** The words for what sources are, and what they bring. */
import type { ImportKind, SourceSpec } from "@/api/wire";

export const KINDS: { value: SourceSpec["kind"]; label: string; example: string }[] = [
  {
    value: "sql",
    label: "A database",
    example: "postgresql://reader:password@db.example.com/warehouse",
  },
  {
    value: "file",
    label: "Files",
    example: "https://storage.example.com/people.parquet",
  },
  { value: "rest", label: "A service of the web", example: "https://api.example.com/contacts" },
];

export const TAKES: { value: ImportKind; label: string }[] = [
  { value: "people", label: "People" },
  { value: "events", label: "Events" },
  { value: "accounts", label: "Members of accounts" },
  { value: "lists", label: "People of a list" },
  { value: "consent", label: "Consent" },
  { value: "suppressions", label: "Suppressed addresses" },
];

export const TIMES: { value: string; label: string }[] = [
  { value: "", label: "By hand" },
  { value: "*/15 * * * *", label: "Every 15 minutes" },
  { value: "0 * * * *", label: "Every hour" },
  { value: "0 3 * * *", label: "Every night at 3:00" },
];
