/** A way in: someone joins or leaves a segment. */
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { SegmentField } from "../../fields/MemberFields";
import { useSegmentTitles } from "../../fields/segmentNames";
import { Already, begins, Direction, LASTING } from "./lasting";
import type { Way, WayProps } from "./way";
import { t } from "@/language/t";

/** One of the segments, or the way to make the first one. */
export function SegmentChoice({
  value,
  onChange,
}: {
  value: string;
  onChange: (segment: string) => void;
}): JSX.Element {
  const none = useSegmentTitles()?.size === 0;
  return (
    <>
      <SegmentField label={t("Segment")} value={value} onChange={onChange} />
      {none ? (
        <a className={cx(layout.link, layout.small)} href="/segments/new" target="_blank">
          {t("Make a segment first")}
        </a>
      ) : null}
    </>
  );
}

function Fields({ trigger, set }: WayProps): JSX.Element {
  return (
    <>
      <SegmentChoice value={trigger.segment ?? ""} onChange={(segment) => set({ segment })} />
      <Direction
        trigger={trigger}
        set={set}
        joins={t("Someone joins it")}
        leaves={t("Someone leaves it")}
      />
      <Already trigger={trigger} set={set} />
    </>
  );
}

export const segment: Way = {
  kind: "segment",
  name: t("Someone joins or leaves a segment"),
  text: t("They come to match it, or no longer do."),
  owns: LASTING,
  create: () => ({ segment: "", ...begins() }),
  words: ({ segment: id, leaves }, segmentName) =>
    t`when someone ${leaves ? t("leaves") : t("joins")} ${id ? t`the segment ${segmentName(id)}` : t("a segment")}`,
  Fields,
};
