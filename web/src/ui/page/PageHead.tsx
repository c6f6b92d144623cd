/** The head of a page. */
import { useContext, type JSX, type ReactNode } from "react";
import { cx } from "@/ui/classes";
import { PageTabs } from "./PageTabs";
import css from "./PageHead.module.css";
import layout from "../layout/layout.module.css";

/** The head of a page; its title is the page's one h1. */
export function PageHead({
  title,
  text,
  children,
  above,
}: {
  title: ReactNode;
  text?: ReactNode;
  children?: ReactNode;
  above?: ReactNode;
}): JSX.Element {
  const tabs = useContext(PageTabs);
  return (
    <>
      <header className={css.pageHead}>
        <div>
          {above ? <div className={cx(layout.small, layout.dim)}>{above}</div> : null}
          <h1>{title}</h1>
          {text ? <p>{text}</p> : null}
        </div>
        {children ? <div className={cx(layout.row, layout.wrap)}>{children}</div> : null}
      </header>
      {tabs}
    </>
  );
}
