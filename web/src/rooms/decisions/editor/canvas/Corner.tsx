/** The buttons in the corner of the canvas. */
import { ActionIcon, Tooltip } from "@mantine/core";
import type { JSX } from "react";
import { Icon, type IconName } from "@/ui/icon/Icon";
import type { KeyActs } from "./useKeys";
import { t } from "@/language/t";
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
    [t("Lay out anew (L)"), "layout", onTidy],
    [t("Nearer (+)"), "plus", () => acts.zoom("in")],
    [t("Further away (-)"), "minus", () => acts.zoom("out")],
    [t("Fit into the window (0)"), "fit", acts.fit],
    [t("Note (N)"), "text", acts.note],
    [panel ? t("Hide the panel") : t("Show the panel"), panel ? "right" : "left", onPanel],
  ];
  return (
    <div className={css.corner} role="toolbar" aria-label={t("Canvas")}>
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
