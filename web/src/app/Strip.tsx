/** The one line above every page that holds for all of them: no connection; or this is the demo, and how to go on. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSyncExternalStore, type JSX } from "react";
import { session } from "@/api/queries";
import { Icon } from "@/ui/icon/Icon";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Strip.module.css";

function subscribe(listener: () => void): () => void {
  const news = ["online", "offline"] as const;
  for (const one of news) window.addEventListener(one, listener);
  return () => news.forEach((one) => window.removeEventListener(one, listener));
}

export function Strip(): JSX.Element | null {
  const { data } = useQuery(session());
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (!isOnline)
    return (
      <aside className={css.strip} role="alert" aria-label={t("About the connection")}>
        <Icon name="alert" size={15} />
        <span>{rich`${(<b>{t("You are offline.")}</b>)} What you see may be old. What you write stays on this page until the connection is back.`}</span>
      </aside>
    );
  if (data?.state !== "guest") return null;
  return (
    <aside className={css.strip} aria-label={t("About this demo")}>
      <Icon name="info" size={15} />
      <span>{rich`${(<b>{t("You are looking at the demo.")}</b>)} Open everything; nothing can be changed.`}</span>
      <Link to="/setup" className={layout.link}>
        {t("Make it your own")}
      </Link>
    </aside>
  );
}
