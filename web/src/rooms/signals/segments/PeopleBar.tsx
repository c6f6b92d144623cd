/** How many people, of how many, and of how many it cannot be said. */
import type { JSX } from "react";
import type { Audience } from "@/api/wire";
import { compact, count } from "@/ui/format/format";
import { rateBeside } from "@/ui/format/rate";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./PeopleBar.module.css";
import layout from "@/ui/layout/layout.module.css";

export function PeopleBar({ people }: { people: Audience }): JSX.Element {
  const width = (value: number) => ({
    width: `${people.total ? (value / people.total) * 100 : 0}%`,
  });
  return (
    <div
      className={css.peopleBar}
      title={t`${count(people.yes)} in, ${count(people.no)} not, ${count(people.unknown)} unknown`}
    >
      <span>
        <b>{compact(people.yes)}</b>{" "}
        <span className={cx(layout.small, layout.dim)}>
          {rateBeside(people.yes, people.total, 0)}
        </span>
      </span>
      <span className={css.shareBar} aria-hidden>
        <span className={css.yes} style={width(people.yes)} />
        <span className={css.unknown} style={width(people.unknown)} />
      </span>
      <span className={cx(layout.small, layout.dim)}>
        {people.unknown ? t`${compact(people.unknown)} unknown` : t("all known")}
      </span>
    </div>
  );
}
