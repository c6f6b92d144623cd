/** Where a journey limits its entries: how many it has let in, who waits, and when there is a place again. */
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { count, when } from "@/ui/format/format";
import { Note } from "@/ui/note/Note";
import { entries } from "./api";
import { entriesWords } from "./entriesWords";

export function Entries({ journey }: { journey: string }): JSX.Element | null {
  const { data } = useQuery(entries(journey));
  if (!data || !(data.total || data.per_hour || data.per_day)) return null;
  return <Note tone={data.lost ? "warn" : ""}>{entriesWords(data, count, when)}</Note>;
}
