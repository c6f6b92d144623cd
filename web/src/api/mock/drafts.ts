/** The journeys that the mock keeps while its page is open. */
import type { Journey } from "@/canvas/document";
import type { JourneyDetail } from "../wire";
import { bigJourney, detailOf } from "./journeys";

export const drafts = new Map<string, JourneyDetail>();

export function detail(id: string): JourneyDetail {
  const known = drafts.get(id);
  if (known) return known;
  const made = id === "big" ? bigJourney(300) : detailOf(id);
  drafts.set(id, made);
  return made;
}

export function liveOf(id: string): unknown {
  const nodes: Journey["nodes"] = detail(id).live?.document.nodes ?? {};
  const figures = Object.keys(nodes).map((node, at) => [
    node,
    {
      inside: (at * 137) % 900,
      entered: 12_000 - at * 900,
      left: 11_000 - at * 900,
      errors: at === 5 ? 12 : 0,
    },
  ]);
  const edges = Object.entries(nodes).flatMap(([from, node]) =>
    "then" in node && node.then
      ? [{ from, to: node.then, count: 4000 }]
      : "branches" in node
        ? node.branches.map((one, at) => ({ from, to: one.then, count: 9000 - at * 4000 }))
        : [],
  );
  return {
    nodes: Object.fromEntries(figures),
    edges: [{ from: "@entry", to: "which_plan", count: 18_402 }, ...edges],
  };
}
