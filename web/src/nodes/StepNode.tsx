/** How every step is drawn on the canvas: one frame, the kind's card inside, a handle for each road. */
import "./nodes.css";
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo, type JSX } from "react";
import { nodeName, type JourneyNode } from "@/canvas/document";
import { roadsOf, type Road } from "@/canvas/roads";
import type { NodeLive } from "@/api/wire";
import { compact } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { channelIcon } from "@/ui/channel/channel";
import { KindChip } from "@/ui/parts";
import { definitionOf } from "./definitions";
import { facesOf } from "./registry";

export interface StepData extends Record<string, unknown> {
  node: JourneyNode;
  errors: number;
  warnings: number;
  live: NodeLive | null;
  change: "added" | "changed" | null;
  /** Adds a step on a road that leads nowhere yet. */
  onGrow: ((node: string, handle: string) => void) | null;
}

export type StepFlowNode = Node<StepData, "step">;

function StepNode({ id, data, selected }: NodeProps<StepFlowNode>): JSX.Element {
  const { node, live } = data;
  const definition = definitionOf(node.kind);
  const { Card } = facesOf(node.kind);
  const roads = roadsOf(node);
  const rows = roads.length > 1;
  const mark = data.errors ? "has-error" : data.warnings ? "has-warning" : "";
  return (
    <div
      className={`step k-${node.kind} ${selected ? "selected" : ""} ${mark} ${data.change ? `is-${data.change}` : ""}`}
    >
      <Handle type="target" position={Position.Top} className="in" />
      <div className="step-head">
        <KindChip
          kind={node.kind}
          icon={node.kind === "message" ? channelIcon(node.channel) : definition.icon}
        />
        <div className="grow">
          <div className="step-kind">{definition.name}</div>
          <div className="step-name clip">{nodeName(id, node)}</div>
        </div>
        {data.errors || data.warnings ? (
          <span className={`step-mark ${data.errors ? "bad" : "warn"}`}>
            {data.errors || data.warnings}
          </span>
        ) : null}
      </div>
      <Card id={id} node={node} />
      {live ? <LiveLine live={live} /> : null}
      {rows ? (
        <div className="roads">
          {roads.map((road) => (
            <RoadRow key={road.handle} road={road} grow={data.onGrow} id={id} />
          ))}
        </div>
      ) : null}
      {!rows && roads[0] ? <Out road={roads[0]} grow={data.onGrow} id={id} /> : null}
      {node.note ? (
        <span className="step-note" title={node.note}>
          <Icon name="comment" size={12} title={`Note: ${node.note}`} />
        </span>
      ) : null}
    </div>
  );
}

interface RoadProps {
  id: string;
  road: Road;
  grow: StepData["onGrow"];
}

function RoadRow({ id, road, grow }: RoadProps): JSX.Element {
  return (
    <div className={`road ${road.role}`}>
      <span className="clip">{road.label || "then"}</span>
      {road.target === null && grow ? <Grow id={id} road={road} grow={grow} /> : null}
      <Handle type="source" id={road.handle} position={Position.Right} className="out side" />
    </div>
  );
}

function Out({ id, road, grow }: RoadProps): JSX.Element {
  return (
    <>
      <Handle type="source" id={road.handle} position={Position.Bottom} className="out" />
      {road.target === null && grow ? (
        <div className="grow-below">
          <Grow id={id} road={road} grow={grow} />
        </div>
      ) : null}
    </>
  );
}

function Grow({
  id,
  road,
  grow,
}: {
  id: string;
  road: Road;
  grow: NonNullable<StepData["onGrow"]>;
}): JSX.Element {
  return (
    <button
      type="button"
      className="grow-button nodrag"
      aria-label="Add the next step here"
      onClick={(event) => {
        event.stopPropagation();
        grow(id, road.handle);
      }}
    >
      <Icon name="plus" size={11} />
    </button>
  );
}

function LiveLine({ live }: { live: NodeLive }): JSX.Element {
  return (
    <div className="live-line num">
      <span className="inside">{compact(live.inside)} here</span>
      <span>{compact(live.entered)} came</span>
      {live.errors ? (
        <span className="bad">{compact(live.errors)} failed</span>
      ) : live.refused ? (
        <span>{compact(live.refused)} held back</span>
      ) : (
        <span>{compact(live.left)} went on</span>
      )}
    </div>
  );
}

export default memo(StepNode);
