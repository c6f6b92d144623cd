/** Which journeys decide by a segment, and where; and how it is put out of use. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { segments } from "@/api/queries";
import type { SegmentLine, SegmentUse } from "@/api/wire";
import { StateBadge } from "@/ui/badge/Badge";
import { namesOf } from "./Sentence";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./SegmentUses.module.css";

const STANDING: Record<SegmentUse["standing"], string> = {
  live: "",
  draft: t("Only in its draft"),
  older: t("Only in an older version, for people who may still be in it"),
};

export function SegmentUses({ segment }: { segment: SegmentLine }): JSX.Element {
  const { data } = useQuery({ ...segments(), staleTime: 60_000 });
  const name = namesOf(data?.segments);
  const used = segment.journeys.length + segment.segments.length > 0;
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Used by")}>
      <h2>{t("Used by")}</h2>
      {used ? null : (
        <p
          className={layout.dim}
        >{rich`No journey asks for it yet. On the canvas, add the rule ${(<em>{t("In a segment, list or journey")}</em>)} where people enter, at a split, at a wait or where they leave.`}</p>
      )}
      {segment.journeys.length ? (
        <ul className={css.segmentUses}>
          {segment.journeys.map((one) => (
            <li key={one.journey}>
              <div className={layout.spread}>
                <Link
                  to="/journeys/$id"
                  params={{ id: one.journey }}
                  className={cx(layout.link, layout.clip)}
                >
                  {one.name}
                </Link>
                <StateBadge state={one.state} />
              </div>
              <div className={cx(layout.small, layout.dim)}>
                {[
                  one.places.join(", "),
                  STANDING[one.standing],
                  one.through ? t`by way of ${name(one.through)}` : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      {segment.segments.length ? (
        <p className={layout.small}>
          {t("Asked for by")}{" "}
          {segment.segments.map((id, at) => (
            <span key={id}>
              {at ? ", " : ""}
              <Link to="/segments/$id" params={{ id }} className={layout.link}>
                {name(id)}
              </Link>
            </span>
          ))}
          .
        </p>
      ) : null}
      <details className={css.retire}>
        <summary>{t("Putting it out of use")}</summary>
        <p
          className={cx(layout.small, layout.dim)}
        >{t`A segment cannot be deleted: what was decided by it stays explained, and people in older versions of a journey may still be asked by it. ${
          used
            ? t("Take it out of what is named above, and it decides nothing any more.")
            : t("Nothing asks for it now, so it decides nothing. It may stay as it is.")
        }`}</p>
      </details>
    </section>
  );
}
