/** A source as its form has it, and as the server takes it. */
import type { ImportKind, SourceBody, SourceSpec } from "@/api/wire";
import { t } from "@/language/t";

export interface SourceDraft {
  name: string;
  kind: SourceSpec["kind"];
  url: string;
  headerName: string;
  headerValue: string;
  query: string;
  cursor: string;
  once: boolean;
  records: string;
  pageParam: string;
  next: string;
  nextParam: string;
  sinceParam: string;
  takes: ImportKind;
  fixed: string;
  map: string;
  live: boolean;
  schedule: string;
}

export const FRESH: SourceDraft = {
  name: "",
  kind: "sql",
  url: "",
  headerName: "Authorization",
  headerValue: "",
  query: "",
  cursor: "",
  once: false,
  records: "",
  pageParam: "",
  next: "",
  nextParam: "",
  sinceParam: "",
  takes: "people",
  fixed: "",
  map: "",
  live: false,
  schedule: "0 * * * *",
};

/** What one value for all rows is of: the name of a list, or of an event. */
export const FIXED: Partial<Record<ImportKind, { field: string; label: string }>> = {
  lists: { field: "list", label: t("List") },
  events: { field: "event", label: t("Event") },
};

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** What the kind does not ask is left out. */
export function bodyOf(draft: SourceDraft): SourceBody {
  const { kind, takes } = draft;
  const fixed = FIXED[takes];
  const rest = kind === "rest";
  return {
    name: draft.name.trim(),
    url: draft.url.trim(),
    headers:
      kind !== "sql" && draft.headerValue.trim()
        ? { [draft.headerName.trim()]: draft.headerValue.trim() }
        : {},
    spec: {
      kind,
      query: rest ? "" : draft.query.trim(),
      cursor: draft.cursor.trim(),
      once: kind === "file" && draft.once,
      records: rest ? draft.records.trim() : "",
      page_param: rest ? draft.pageParam.trim() : "",
      next: rest ? draft.next.trim() : "",
      next_param: rest ? draft.nextParam.trim() : "",
      since_param: rest ? draft.sinceParam.trim() : "",
      takes,
      map: lines(draft.map),
      set: fixed && draft.fixed.trim() ? { [fixed.field]: draft.fixed.trim() } : {},
      silent: !draft.live,
      schedule: draft.schedule.trim(),
    },
  };
}
