/** A way in: someone joins or leaves a segment. */
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { SegmentField } from "../../fields/MemberFields";
import { useSegmentTitles } from "../../fields/segmentNames";
import { Already, begins, Direction, LASTING } from "./lasting";
import type { Way, WayProps } from "./way";

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
      <SegmentField label="Segment" value={value} onChange={onChange} />
      {none ? (
        <a className={cx(layout.link, layout.small)} href="/segments/new" target="_blank">
          Make a segment first
        </a>
      ) : null}
    </>
  );
}

function Fields({ trigger, set }: WayProps): JSX.Element {
  return (
    <>
      <SegmentChoice value={trigger.segment ?? ""} onChange={(segment) => set({ segment })} />
      <Direction trigger={trigger} set={set} joins="Someone joins it" leaves="Someone leaves it" />
      <Already trigger={trigger} set={set} />
    </>
  );
}

export const segment: Way = {
  kind: "segment",
  name: "Someone joins or leaves a segment",
  text: "They come to match it, or no longer do.",
  owns: LASTING,
  create: () => ({ segment: "", ...begins() }),
  words: ({ segment: id, leaves }, segmentName) =>
    `when someone ${leaves ? "leaves" : "joins"} ${id ? `the segment ${segmentName(id)}` : "a segment"}`,
  Fields,
};
