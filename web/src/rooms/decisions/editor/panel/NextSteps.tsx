/** Where each edge leads, as lists: connecting without a mouse. */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import type { Command } from "@/canvas/commands";
import { nodeName, type Journey, type JourneyNode } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import { Fold } from "@/nodes/fields/Fold";
import { t } from "@/language/t";

const END = "";

const LISTS: Record<string, string> = {
  branch: "branches",
  arm: "arms",
  option: "options",
  way: "ways",
};

/** Where the document says whither this edge leads. */
function placeOf(id: string, handle: string): string {
  const [part = "", at] = handle.split(":");
  return `nodes.${id}.${at === undefined ? part : `${LISTS[part] ?? part}[${at}].then`}`;
}

export function NextSteps({
  id,
  node,
  document,
  act,
}: {
  id: string;
  node: JourneyNode;
  document: Journey;
  act: (command: Command) => void;
}): JSX.Element | null {
  const edges = edgesOf(node).filter((edge) => edge.role !== "trouble");
  if (edges.length === 0) return null;
  const steps = Object.entries(document.nodes)
    .filter(([other]) => other !== id)
    .map(([other, one]) => ({ value: other, label: nodeName(other, one) }));
  return (
    <Fold title={t("Next steps")} open>
      {edges.map((edge) => (
        <Select
          key={edge.handle}
          label={edge.label || t("Then")}
          data-at={placeOf(id, edge.handle)}
          searchable
          data={[{ value: END, label: t("The journey ends") }, ...steps]}
          value={edge.target ?? END}
          onChange={(to) =>
            act(
              to
                ? { kind: "connect", from: { node: id, handle: edge.handle }, to }
                : { kind: "disconnect", from: { node: id, handle: edge.handle } },
            )
          }
        />
      ))}
    </Fold>
  );
}
