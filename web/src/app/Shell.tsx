/** The frame of every page: the sections, the heartbeat, who is here. */
import { UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, type JSX } from "react";
import { askFor } from "@/api/roles";
import { onNews, openStream } from "@/api/stream";
import type { OperatorRole } from "@/api/wire";
import { WayBack } from "@/ui/await/NotThere";
import { Icon, Mark } from "@/ui/icon/Icon";
import { askBy } from "@/ui/lock/needed";
import { openPalette } from "@/ui/palette/acts";
import { PageTabs } from "@/ui/page/PageTabs";
import { cx } from "@/ui/classes";
import { AsACall } from "./call/AsACall";
import { BackLink } from "./BackLink";
import { Bell } from "./Bell";
import { Heartbeat } from "./Heartbeat";
import { Palette } from "./palette/Palette";
import { MoreMenu } from "./MoreMenu";
import { SECTIONS, SETTINGS, isWithin, type Section } from "./sections";
import { SectionTabs } from "./SectionTabs";
import { SignedOut } from "./SignedOut";
import { Strip } from "./Strip";
import { WhoMenu } from "./WhoMenu";
import { t } from "@/language/t";
import css from "./shell.module.css";

askBy((role, act) => askFor(role as OperatorRole, act));

/** What the server announces makes the pages' data stale. */
function useNews(): void {
  const queries = useQueryClient();
  useEffect(() => {
    openStream();
    const off = [
      onNews("journey", ({ id }) => {
        void queries.invalidateQueries({ queryKey: ["journeys"] });
        void queries.invalidateQueries({ queryKey: ["journey", id] });
      }),
      onNews(
        "signal",
        ({ person }) => void queries.invalidateQueries({ queryKey: ["person", person] }),
      ),
    ];
    return () => off.forEach((stop) => stop());
  }, [queries]);
}

export function Shell(): JSX.Element {
  useNews();
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {t("Skip to the content")}
      </a>
      <nav className={css.nav} aria-label={t("Sections")}>
        <Link to="/" className={css.brand}>
          <Mark size={26} />
          <span>Loopline</span>
        </Link>
        <ul className={css.rooms}>
          {SECTIONS.map((section) => (
            <li key={section.name} data-phone={section.phone || undefined}>
              <SectionLink section={section} />
            </li>
          ))}
        </ul>
        <div className={css.navFoot}>
          <Heartbeat />
          <UnstyledButton className={cx(css.room, css.search)} onClick={() => openPalette()}>
            <Icon name="search" size={18} />
            <span className={css.roomName}>{t("Search")}</span>
            <kbd>{t("Ctrl K")}</kbd>
          </UnstyledButton>
          <Bell />
          <SectionLink section={SETTINGS} />
          <MoreMenu />
          <WhoMenu />
        </div>
      </nav>
      <div className={css.side}>
        <Strip />
        <main className={css.content} id="content" tabIndex={-1}>
          <PageTabs.Provider value={<SectionTabs />}>
            <WayBack.Provider value={<BackLink />}>
              <Outlet />
            </WayBack.Provider>
          </PageTabs.Provider>
        </main>
      </div>
      <SignedOut />
      <Palette />
      <AsACall />
    </div>
  );
}

/** It is marked on all pages of its section, also on those behind its tabs. */
function SectionLink({ section }: { section: Section }): JSX.Element {
  const { pathname } = useLocation();
  const here = isWithin(section, pathname);
  return (
    <Link
      to={section.pages[0]?.to ?? "/"}
      className={css.room}
      data-here={here || undefined}
      aria-current={here ? "true" : undefined}
    >
      <Icon name={section.icon} size={18} />
      <span className={css.roomName}>{section.name}</span>
    </Link>
  );
}
