/** The road that one person took through a dry run, as the canvas lights it. */
import type { DryRun } from "@/api/wire";
import { ENTRY } from "@/canvas/commands";
import type { Journey } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import type { Passed } from "@/nodes/PassedLine";
import { edgeId } from "@/canvas/flow";

export interface Trail {
  steps: ReadonlyMap<string, Passed>;
  /** The ids of the paths that were taken, as the drawing names them. */
  paths: ReadonlySet<string>;
}

/** What a step could not do there. */
const STOPS = new Set(["refused", "withheld", "failed", "nothing", "not_entered"]);

type Line = DryRun["steps"][number];

/** The path between two steps that follow each other; of several, the one that the decision named. */
function pathOf(document: Journey, from: string, to: string, said: readonly Line[]): string | null {
  if (from === ENTRY) return document.start === to ? edgeId(ENTRY, "start") : null;
  const node = document.nodes[from];
  const there = node ? edgesOf(node).filter((edge) => edge.target === to) : [];
  const named = there.find(
    (edge) => edge.label && said.some((line) => line.text.includes(`"${edge.label}"`)),
  );
  const edge = named ?? there[0];
  return edge ? edgeId(from, edge.handle) : null;
}

/** What the canvas lights of a run. A step that the document has no more is passed over. */
export function trailOf({ steps: lines }: DryRun, document: Journey): Trail {
  const begin = lines[0]?.at ?? 0;
  const steps = new Map<string, Passed>();
  const paths = new Set<string>();
  let here: string | null = null;
  let said: Line[] = [];
  for (const line of lines) {
    const id: string | null =
      line.kind === "entered" ? ENTRY : line.node in document.nodes ? line.node : null;
    if (id === null) continue;
    if (here !== null && id !== here) {
      const path = pathOf(document, here, id, said);
      if (path !== null) paths.add(path);
      said = [];
    }
    here = id;
    said.push(line);
    const before = steps.get(id);
    const stopped = STOPS.has(line.kind) || before?.tone === "stopped";
    steps.set(id, {
      after: before?.after ?? line.at - begin,
      text: line.text,
      tone: stopped ? "stopped" : "taken",
    });
  }
  return { steps, paths };
}
