/** A small menu at the end of a road: which step comes next? */
import { Menu } from "@mantine/core";
import type { JSX } from "react";
import type { RoadStart } from "@/canvas/commands";
import { NODE_KINDS, type NodeKind } from "@/canvas/document";
import { definitionOf } from "@/nodes/definitions";
import { KindChip } from "@/ui/parts";

export interface Pick {
  after: RoadStart;
  x: number;
  y: number;
}

export function KindPicker({
  pick,
  onKind,
  onClose,
}: {
  pick: Pick | null;
  onKind: (kind: NodeKind, after: RoadStart) => void;
  onClose: () => void;
}): JSX.Element | null {
  if (!pick) return null;
  return (
    <Menu opened onClose={onClose} width={210} position="bottom" withinPortal trapFocus returnFocus>
      <Menu.Target>
        <span style={{ position: "fixed", left: pick.x, top: pick.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Next step</Menu.Label>
        {NODE_KINDS.map((kind) => (
          <Menu.Item
            key={kind}
            leftSection={<KindChip kind={kind} icon={definitionOf(kind).icon} />}
            onClick={() => onKind(kind, pick.after)}
          >
            {definitionOf(kind).name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
