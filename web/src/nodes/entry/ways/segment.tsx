/** A way in: someone joins or leaves a segment. */
import type { JSX } from "react";
import { writeRows } from "@/canvas/condition";
import type { Trigger } from "@/canvas/document";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { SegmentField } from "../../fields/MemberFields";
import { useSegmentTitles } from "../../fields/segmentNames";
import { Already, begins, Direction, LASTING } from "./lasting";
import type { Way, WayProps } from "./way";

const asks = ({ segment: name }: Trigger) =>
  name
    ? writeRows({ join: "and", rows: [{ kind: "member", of: "in_segment", name, negated: false }] })
    : "";

function Fields({ trigger, set }: WayProps): JSX.Element {
  const none = useSegmentTitles()?.size === 0;
  return (
    <>
      <SegmentField
        label="Segment"
        value={trigger.segment ?? ""}
        onChange={(segment) => set({ segment })}
      />
      {none ? (
        <a className={cx(layout.link, layout.small)} href="/segments/new" target="_blank">
          Make a segment first
        </a>
      ) : null}
      <Direction trigger={trigger} set={set} joins="Someone joins it" leaves="Someone leaves it" />
      <Already trigger={trigger} set={set} asked={asks(trigger)} />
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
    `someone ${leaves ? "leaves" : "joins"} ${id ? `the segment ${segmentName(id)}` : "a segment"}`,
  asks,
  Fields,
};
