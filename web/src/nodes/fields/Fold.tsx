/** Settings that are seldom changed, folded away. */
import type { JSX, ReactNode } from "react";
import css from "./fields.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Fold({
  title,
  children,
  open = false,
}: {
  title: string;
  children: ReactNode;
  open?: boolean;
}): JSX.Element {
  return (
    <details className={css.fold} open={open}>
      <summary>{title}</summary>
      <div className={layout.stack}>{children}</div>
    </details>
  );
}
