/** The other pages of the section in which one is. */
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef, type JSX } from "react";
import { cx } from "@/ui/classes";
import tabs from "@/ui/tabs/tabs.module.css";
import { tabsAt } from "./sections";
import { t } from "@/language/t";
import css from "./shell.module.css";

export function SectionTabs(): JSX.Element | null {
  const { pathname } = useLocation();
  const section = tabsAt(pathname);
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = bar.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (bar.current && here) bar.current.scrollLeft = here.offsetLeft - bar.current.offsetLeft - 24;
  }, [pathname]);
  if (!section) return null;
  return (
    <nav
      ref={bar}
      className={cx(tabs.tabs, css.sectionTabs)}
      aria-label={t`Pages of ${section.name}`}
    >
      {section.pages.map((page) => (
        <Link key={page.to} to={page.to} activeOptions={{ exact: true, includeSearch: false }}>
          {page.name}
        </Link>
      ))}
    </nav>
  );
}
