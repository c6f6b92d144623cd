/** Cells that stand in both lists, of messages and of what was not sent. */
import type { JSX } from "react";
import { ago, spoken, when } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";

interface Place {
  journey?: string;
  journey_name?: string;
  node?: string;
  node_name?: string;
}

/** The journey, with its step below. */
export const PlaceCell = ({ of }: { of: Place }): JSX.Element => (
  <div>
    <div className={layout.clip}>{of.journey_name || of.journey}</div>
    <div className={cx(layout.small, layout.dim, layout.clip)}>
      {of.node_name || spoken(of.node ?? "")}
    </div>
  </div>
);

/** How long ago it was; the moment itself when it is pointed at. */
export const AgoCell = ({ at }: { at: number }): JSX.Element => (
  <span className={cx(layout.dim, layout.num, layout.nowrap)} title={when(at)}>
    {ago(at)}
  </span>
);
