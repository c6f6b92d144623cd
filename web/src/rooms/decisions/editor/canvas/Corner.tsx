/** The buttons in the corner of the canvas. */
import { ActionIcon, Tooltip } from "@mantine/core";
import type { JSX } from "react";
import { Icon, type IconName } from "@/ui/icon/Icon";
import type { KeyActs } from "./useKeys";
import css from "./Corner.module.css";

export function Corner({
  acts,
  onTidy,
  panel,
  onPanel,
  watching,
}: {
  acts: KeyActs;
  watching: boolean;
  onTidy: () => void;
  panel: boolean;
  onPanel: () => void;
}): JSX.Element {
  const items: [string, IconName, () => void][] = [
    ["Lay out anew (L)", "layout", onTidy],
    ["Nearer (+)", "plus", () => acts.zoom("in")],
    ["Further away (-)", "minus", () => acts.zoom("out")],
    ["Fit into the window (0)", "fit", acts.fit],
    ["Note (N)", "text", acts.note],
    [panel ? "Hide the panel" : "Show the panel", panel ? "right" : "left", onPanel],
  ];
  return (
    <div className={css.corner} role="toolbar" aria-label="Canvas">
      {items
        .filter(([label]) => !watching || !/^(Lay|Note)/.test(label))
        .map(([label, icon, onClick]) => (
          <Tooltip key={label} label={label} position="left">
            <ActionIcon variant="default" size="lg" aria-label={label} onClick={onClick}>
              <Icon name={icon} />
            </ActionIcon>
          </Tooltip>
        ))}
    </div>
  );
}
