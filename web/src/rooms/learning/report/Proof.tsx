/** How often this rule would have been wrong on the tenant's own past: the A/A proof, counted when the page is read. */
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { Note } from "@/ui/note/Note";
import { proof } from "./api";

/** Nothing while it is counted, and nothing where there is no past to draw from. */
export function ProofNote({ journey }: { journey: string }): JSX.Element | null {
  const { data } = useQuery(proof(journey));
  if (!data || data.rule === "none") return null;
  return <Note tone={data.is_kept ? undefined : "warn"}>{data.text}</Note>;
}
