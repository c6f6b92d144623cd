/** The server's checks of what is drawn, a moment after it was drawn. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { wholeFault, type Fault } from "@/api/faults";
import { check } from "@/api/queries";
import { ENTRY } from "@/canvas/commands";
import { diff } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";

export interface Checked {
  faults: readonly Fault[];
  /** "untouched": nothing is drawn yet, so nothing is wrong with it. "asking": what is drawn now was not checked yet, and `faults` are those of the steps that did not change. */
  state: "untouched" | "asking" | "known" | "failed";
}

const PAUSE_MS = 300;

const bare = (document: Journey): Journey => {
  const copy = { ...document };
  delete copy.canvas;
  return copy;
};

/** A fault of the entry or of where it leads belongs to the entry's card. */
const placed = (fault: Fault): Fault =>
  fault.node === null && /^(entry|start)\b/.test(fault.at) ? { ...fault, node: ENTRY } : fault;

const errorsFirst = (a: Fault, b: Fault) =>
  Number(b.severity === "error") - Number(a.severity === "error");

/** The faults that still hold of a document, when they were found in an earlier one. */
export function stillHold(
  faults: readonly Fault[],
  found: Journey,
  document: Journey,
): readonly Fault[] {
  const changed = new Set(diff(found, document).map((change) => change.node));
  const stands = ({ node }: Fault) =>
    node === null || node === ENTRY ? !changed.has(null) : node in document.nodes;
  return faults.filter((fault) => stands(fault) && !changed.has(fault.node));
}

/** A canvas on which nobody has begun: no step, and nothing that lets people in. */
export const isUntouched = ({ nodes, entry }: Journey): boolean =>
  Object.keys(nodes).length === 0 && !entry.on?.length && !entry.triggers?.length;

export function useFaults(document: Journey): Checked {
  const [settled] = useDebouncedValue(document, PAUSE_MS);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ["check", settled.id, JSON.stringify(bare(settled))],
    queryFn: async () => {
      const { faults } = await check(settled);
      return { of: settled, faults: faults.map(wholeFault).map(placed).sort(errorsFirst) };
    },
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
    staleTime: Infinity,
  });
  return useMemo((): Checked => {
    if (isUntouched(document)) return { faults: [], state: "untouched" };
    const faults = data ? stillHold(data.faults, data.of, document) : [];
    const fresh = data && !isPlaceholderData && diff(data.of, document).length === 0;
    if (fresh) return { faults, state: "known" };
    return { faults, state: error ? "failed" : "asking" };
  }, [document, data, error, isPlaceholderData]);
}
