/** Whom a version lets in: of each way in that asks for a state or waits for a time, how many people, and when. */
import type { JSX } from "react";
import type { Impact } from "@/api/wire";
import type { Entry, Trigger } from "@/canvas/document";
import { useSegmentName } from "@/nodes/fields/segmentNames";
import { namesSegments, triggerWords } from "@/nodes/entry/ways/words";
import { capital, count, weekdayTime } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./PublishDialog.module.css";

type Line = NonNullable<Impact["matching"]>[number];

const people = (number: number) => (number === 1 ? t("1 person") : t`${count(number)} people`);

function lineWords({ people: number, entering, next_at: next }: Line, trigger: Trigger): string {
  if (trigger.schedule) {
    if (!next) return t("Its time is past: nobody enters by it.");
    const each = !trigger.zone || trigger.zone === "person" ? t(", each by their own clock") : "";
    return t`Next: ${weekdayTime(next)}, to ${people(number)}${each}`;
  }
  if (number === 0) return t("Nobody matches yet");
  const match = `${people(number)} ${number === 1 ? t("matches") : t("match")}`;
  if (trigger.date) return t`${match}; each enters when the date comes`;
  if (entering === 0) return t`${match}; nobody enters at once`;
  return t`${match}; ${count(entering)} ${entering === 1 ? t("enters") : t("enter")} at once`;
}

export function Entering({
  found,
  entry,
}: {
  found: Impact | undefined;
  entry: Entry;
}): JSX.Element | null {
  const segmentName = useSegmentName(namesSegments(entry));
  const lines = (found?.matching ?? []).flatMap((line) => {
    const trigger = entry.triggers?.[line.place];
    return trigger ? [{ line, trigger }] : [];
  });
  if (lines.length === 0) return null;
  return (
    <ul className={css.entering} aria-label={t("Who enters")}>
      {lines.map(({ line, trigger }) => (
        <li key={line.place}>
          <div className={cx(layout.small, layout.dim)}>
            {capital(triggerWords(trigger, segmentName))}
          </div>
          <div className={layout.num}>{lineWords(line, trigger)}</div>
        </li>
      ))}
    </ul>
  );
}
