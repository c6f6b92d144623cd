/** The card where people come in. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo, type JSX } from "react";
import type { Journey } from "@/canvas/document";
import { KindChip } from "@/ui/parts";
import { reentryWords } from "./words";

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
      className={`step entry ${selected ? "selected" : ""} ${data.errors ? "has-error" : ""}`}
    >
      <div className="step-head">
        <KindChip kind="entry" icon="entry" />
        <div className="grow">
          <div className="step-kind">Entry</div>
          <div className="step-name clip" data-testid="name">
            {entry.on.length ? entry.on.join(" or ") : "Nobody enters yet"}
          </div>
        </div>
        {data.errors ? <span className="step-mark bad">{data.errors}</span> : null}
      </div>
      {entry.where ? (
        <div className="card-line mono">
          <span className="clip">{entry.where}</span>
        </div>
      ) : null}
      <div className="card-line dim">
        <span className="clip">
          {reentryWords(entry.reentry)}
          {data.holdout ? ` · ${data.holdout} % held out` : ""}
        </span>
      </div>
      <Handle
        type="source"
        id="start"
        position={Position.Bottom}
        className="out"
        data-testid="out"
      />
    </div>
  );
}

export default memo(EntryNode);
