/** What a person has to decide, each with the way to where it is done. */
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { DueLine, Home } from "@/api/wire";
import { cx } from "@/ui/classes";
import { count, localTimes } from "@/ui/format/format";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Home.module.css";

export function NeedsYou({ data }: { data: Home }): JSX.Element {
  const { due } = data;
  return (
    <section className={cx(layout.card, css.part)} aria-labelledby="needs-you">
      <h2 id="needs-you">{t`Needs you${due.length > 0 ? ` (${count(due.length)})` : ""}`}</h2>
      {due.length === 0 ? (
        <p className={layout.dim}>{t("Nothing waits for a decision.")}</p>
      ) : (
        <ul className={css.lines}>
          {due.map((one) => (
            <li key={`${one.kind} ${one.ref}`}>
              <DueLink one={one} /> {localTimes(one.text)}
            </li>
          ))}
        </ul>
      )}
      <p className={cx(layout.small, layout.dim)}>
        <Link
          to="/backlog"
          className={layout.link}
        >{t`${data.backlog_open === 1 ? t("1 idea") : t`${count(data.backlog_open)} ideas`} in the backlog`}</Link>
        {data.backlog_due > 0 ? t`, ${count(data.backlog_due)} due` : ""}
      </p>
    </section>
  );
}

/** The way to where something is decided. */
export function DueLink({ one }: { one: DueLine }): JSX.Element {
  const name = <b>{one.name}</b>;
  if (one.kind === "comparison")
    return (
      <Link to="/results/$id" params={{ id: one.ref }}>
        {name}
      </Link>
    );
  return <Link to={one.kind === "offer" ? "/offers" : "/backlog"}>{name}</Link>;
}
