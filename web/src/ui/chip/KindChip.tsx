/** The coloured tile of a node kind. */
import type { JSX } from "react";
import { Icon, type IconName } from "../icon/Icon";
import type { Path } from "../icon/paths";
import css from "./KindChip.module.css";

/** The coloured tile of a node kind. */
export function KindChip({
  kind,
  icon,
  size = 14,
}: {
  kind: string;
  icon: IconName | Path;
  size?: number;
}): JSX.Element {
  return (
    <span className={css.kindChip} data-kind={kind}>
      <Icon name={icon} size={size} />
    </span>
  );
}
