/** A page or a card with nothing in it yet. */
import type { JSX, ReactNode } from "react";
import { KindChip } from "../chip/KindChip";
import type { IconName } from "../icon/Icon";
import { EmptyArt, type Art } from "./EmptyArt";
import { cx } from "@/ui/classes";
import css from "./Empty.module.css";
import layout from "../layout/layout.module.css";

/** Nothing here yet: what it is for, and the next step. */
export function Empty({
  icon,
  title,
  children,
  actions,
  art = "journeys",
}: {
  icon: IconName;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  art?: Art;
}): JSX.Element {
  return (
    <div className={css.emptyCard} data-acts={actions ? true : undefined}>
      <div className={css.empty}>
        <KindChip kind="entry" icon={icon} size={15} />
        <h2>{title}</h2>
        <p>{children}</p>
        {actions ? (
          <div className={cx(layout.row, layout.wrap, css.emptyActs)}>{actions}</div>
        ) : null}
      </div>
      {actions ? <EmptyArt art={art} /> : null}
    </div>
  );
}
