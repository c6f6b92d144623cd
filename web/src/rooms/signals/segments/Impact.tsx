/** What a change of a segment means: for how many people, and for the journeys that ask for it. */
import { locale } from "@/language/chosen";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { audience } from "@/api/queries";
import type { SegmentLine } from "@/api/wire";
import { count } from "@/ui/format/format";
import { Note } from "@/ui/note/Note";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./Impact.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Impact({
  segment,
  when,
}: {
  segment: SegmentLine;
  when: string;
}): JSX.Element | null {
  const [settled] = useDebouncedValue(when, 400);
  const { data } = useQuery(audience(settled));
  if (when.trim() === segment.when.trim() || !settled.trim()) return null;
  const before = segment.people?.yes;
  const more = data && before !== undefined ? data.yes - before : null;
  const live = segment.journeys.filter((one) => one.standing !== "draft");
  return (
    <Note tone={live.length ? "warn" : ""}>
      <div className={css.impact}>
        {more === null ? null : (
          <p>{rich`${(
            <b className={layout.num}>
              {count(before ?? 0)} → {count(data?.yes ?? 0)}
            </b>
          )} people ${
            more === 0
              ? t("(as many as before)")
              : more > 0
                ? t`(${count(more)} more)`
                : t`(${count(-more)} fewer)`
          }`}</p>
        )}
        {live.length ? (
          <p>
            {new Intl.ListFormat(locale).format(live.map((one) => one.name))}{" "}
            {t`${live.length === 1 ? t("decides") : t("decide")} by the new answer from the next signal on, also for people who are already inside. What was decided stays; nobody is moved and no message is taken back.`}
          </p>
        ) : (
          <p>{t("No live journey asks for it yet, so nothing is decided otherwise.")}</p>
        )}
      </div>
    </Note>
  );
}
