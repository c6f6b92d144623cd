/** Where each road leads, as lists: connecting without a mouse. */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import type { Command } from "@/canvas/commands";
import { nodeName, type Journey, type JourneyNode } from "@/canvas/document";
import { roadsOf } from "@/canvas/roads";
import { Fold } from "@/nodes/fields/Fold";

const END = "";

export function Roads({
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
  const roads = roadsOf(node).filter((road) => road.role !== "trouble");
  if (roads.length === 0) return null;
  const steps = Object.entries(document.nodes)
    .filter(([other]) => other !== id)
    .map(([other, one]) => ({ value: other, label: nodeName(other, one) }));
  return (
    <Fold title="Next steps" open>
      {roads.map((road) => (
        <Select
          key={road.handle}
          label={road.label || "Then"}
          searchable
          data={[{ value: END, label: "The journey ends" }, ...steps]}
          value={road.target ?? END}
          onChange={(to) =>
            act(
              to
                ? { kind: "connect", from: { node: id, handle: road.handle }, to }
                : { kind: "disconnect", from: { node: id, handle: road.handle } },
            )
          }
        />
      ))}
    </Fold>
  );
}
