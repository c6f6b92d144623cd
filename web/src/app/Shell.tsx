/** The frame of every page: the four rooms of the loop, the heartbeat, who is here. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect, type JSX } from "react";
import { onNews, openStream } from "@/api/stream";
import { Icon, Mark, type IconName } from "@/ui/icon/Icon";
import { Heartbeat } from "./Heartbeat";
import { SignedOut } from "./SignedOut";
import { WhoMenu } from "./WhoMenu";
import css from "./shell.module.css";

const ROOMS: { to: string; icon: IconName; name: string; room: string }[] = [
  { to: "/people", icon: "people", name: "People", room: "signals" },
  { to: "/segments", icon: "segments", name: "Segments", room: "signals" },
  { to: "/journeys", icon: "journeys", name: "Journeys", room: "decisions" },
  { to: "/messages", icon: "messages", name: "Messages", room: "delivery" },
  { to: "/results", icon: "results", name: "Results", room: "learning" },
  { to: "/programmes", icon: "programmes", name: "Programmes", room: "learning" },
];

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
        Skip to the content
      </a>
      <nav className={css.nav} aria-label="Rooms">
        <Link to="/journeys" className={css.brand}>
          <Mark size={26} />
          <span>Loopline</span>
        </Link>
        <ul className={css.rooms}>
          {ROOMS.map((room) => (
            <li key={room.to} data-wide={room.to === "/programmes" || undefined}>
              <Link to={room.to} className={css.room} activeOptions={{ exact: false }}>
                <Icon name={room.icon} size={18} />
                <span className={css.roomName}>{room.name}</span>
                <span className={css.roomWord}>{room.room}</span>
              </Link>
            </li>
          ))}
        </ul>
        <div className={css.navFoot}>
          <Heartbeat />
          <Link to="/settings" className={css.room}>
            <Icon name="settings" size={18} />
            <span className={css.roomName}>Settings</span>
          </Link>
          <WhoMenu />
        </div>
      </nav>
      <main className={css.content} id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <SignedOut />
    </div>
  );
}
