/** The card where people come in. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo, type JSX } from "react";
import type { Journey } from "@/canvas/document";
import { KindChip } from "@/ui/chip/KindChip";
import { reentryWords } from "./words";
import { cx } from "@/ui/classes";
import css from "../step.module.css";
import layout from "@/ui/layout/layout.module.css";
import cards from "../card.module.css";

export interface EntryData extends Record<string, unknown> {
  entry: Journey["entry"];
  holdout: number;
  errors: number;
}

export type EntryFlowNode = Node<EntryData, "entry">;

function EntryNode({ data, selected }: NodeProps<EntryFlowNode>): JSX.Element {
  const { entry } = data;
  return (
    <div
      data-kind="entry"
      className={css.step}
      data-selected={selected || undefined}
      data-mark={data.errors ? "error" : undefined}
    >
      <div className={css.stepHead}>
        <KindChip kind="entry" icon="entry" />
        <div className={layout.grow}>
          <div className={css.stepKind}>Entry</div>
          <div className={cx(css.stepName, layout.clip)} data-testid="name">
            {entry.on.length ? entry.on.join(" or ") : "Nobody enters yet"}
          </div>
        </div>
        {data.errors ? (
          <span className={css.stepMark} data-tone="bad">
            {data.errors}
          </span>
        ) : null}
      </div>
      {entry.where ? (
        <div className={cx(cards.cardLine, cards.code, layout.mono)}>
          <span className={layout.clip}>{entry.where}</span>
        </div>
      ) : null}
      <div className={cx(cards.cardLine, layout.dim)}>
        <span className={layout.clip}>
          {reentryWords(entry.reentry)}
          {data.holdout ? ` · ${data.holdout} % held out` : ""}
        </span>
      </div>
      <Handle
        type="source"
        id="start"
        position={Position.Bottom}
        className={css.out}
        data-testid="out"
      />
    </div>
  );
}

export default memo(EntryNode);
