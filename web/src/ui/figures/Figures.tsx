/** Figures side by side. */
import type { JSX, ReactNode } from "react";
import { cx } from "@/ui/classes";
import layout from "../layout/layout.module.css";
import css from "./Figures.module.css";

export interface FigureItem {
  name: string;
  value: ReactNode;
  under?: ReactNode;
}

/** A strip of figures. */
export function Figures({ items }: { items: FigureItem[] }): JSX.Element {
  return (
    <dl className={cx(layout.card, css.figures)} data-testid="figures">
      {items.map((item) => (
        <div className={css.figure} key={item.name}>
          <dt>{item.name}</dt>
          <dd>
            {item.value}
            {item.under ? <div className={css.under}>{item.under}</div> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
