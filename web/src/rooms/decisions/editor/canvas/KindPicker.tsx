/** A small menu at the end of a road: which step comes next? */
import { Menu } from "@mantine/core";
import type { JSX } from "react";
import type { EdgeStart } from "@/canvas/commands";
import type { NodeKind } from "@/canvas/document";
import { allDefinitions } from "@/canvas/kinds";
import { KindChip } from "@/ui/chip/KindChip";
import { t } from "@/language/t";

export interface Pick {
  after: EdgeStart;
  x: number;
  y: number;
}

export function KindPicker({
  pick,
  onKind,
  onClose,
}: {
  pick: Pick | null;
  onKind: (kind: NodeKind, after: EdgeStart) => void;
  onClose: () => void;
}): JSX.Element | null {
  if (!pick) return null;
  return (
    <Menu opened onClose={onClose} width={210} position="bottom" withinPortal trapFocus returnFocus>
      <Menu.Target>
        <span style={{ position: "fixed", left: pick.x, top: pick.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("Next step")}</Menu.Label>
        {allDefinitions().map(({ kind, icon, name }) => (
          <Menu.Item
            key={kind}
            leftSection={<KindChip kind={kind} icon={icon} />}
            onClick={() => onKind(kind, pick.after)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
