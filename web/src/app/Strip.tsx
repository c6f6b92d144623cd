/** The one line above every page that holds for all of them: this is the demo, and how to make it one's own. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { session } from "@/api/queries";
import { Icon } from "@/ui/icon/Icon";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Strip.module.css";

export function Strip(): JSX.Element | null {
  const { data } = useQuery(session());
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
