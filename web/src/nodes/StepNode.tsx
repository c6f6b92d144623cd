/** How every step is drawn on the canvas: one frame, the kind's card inside, a handle for each edge. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo, type JSX } from "react";
import { nodeName, type JourneyNode } from "@/canvas/document";
import { edgesOf, type Edge } from "@/canvas/edges";
import { PassedLine, wordOf, type Passed } from "./PassedLine";
import type { NodeLive } from "@/api/wire";
import { compact, count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { KindChip } from "@/ui/chip/KindChip";
import { definitionOf, iconOf } from "@/canvas/kinds";
import { facesOf } from "./registry";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./step.module.css";
import layout from "@/ui/layout/layout.module.css";
import growing from "./grow.module.css";

export interface StepData extends Record<string, unknown> {
  node: JourneyNode;
  errors: number;
  warnings: number;
  live: NodeLive | null;
  change: "added" | "changed" | null;
  /** Initials of other authors who have this step selected. */
  others: string;
  /** How many threads of comments are open here. */
  talk: number;
  /** Another author has just changed it. */
  fresh: boolean;
  /** When the person who is tried came here and what was decided; "not": they never did; null: nobody is tried. */
  passed: Passed | "not" | null;
  /** What a reader says of the card, and whether Tab stops at it. */
  words: string;
  tab: boolean;
  /** Adds a step on an edge that leads nowhere yet. */
  onGrow: ((node: string, handle: string) => void) | null;
}

export type StepFlowNode = Node<StepData, "step">;

function StepNode({ id, data, selected }: NodeProps<StepFlowNode>): JSX.Element {
  const { node, live } = data;
  const definition = definitionOf(node.kind);
  const { Card } = facesOf(node.kind);
  const edges = edgesOf(node);
  const rows = edges.length > 1;
  const mark = data.errors ? "error" : data.warnings ? "warning" : undefined;
  return (
    <div
      data-kind={node.kind}
      className={css.step}
      data-selected={selected || undefined}
      data-mark={mark}
      data-change={data.change ?? undefined}
      data-others={data.others || undefined}
      data-fresh={data.fresh || undefined}
      data-passed={wordOf(data.passed)}
    >
      {data.talk ? (
        <span className={css.talk} title={t`Comments open here: ${data.talk}`}>
          <Icon name="comment" size={11} title={t`Comments open here: ${data.talk}`} /> {data.talk}
        </span>
      ) : null}
      {data.others ? <span className={css.others}>{data.others}</span> : null}
      <Handle type="target" position={Position.Top} className={css.in} data-testid="in" />
      <div className={css.stepHead}>
        <KindChip kind={node.kind} icon={iconOf(node)} />
        <div className={layout.grow}>
          <div className={css.stepKind}>{definition.name}</div>
          <div className={cx(css.stepName, layout.clip)} data-testid="name">
            {nodeName(id, node)}
          </div>
        </div>
        {data.errors || data.warnings ? (
          <span className={css.stepMark} data-tone={data.errors ? "bad" : "warn"}>
            {data.errors || data.warnings}
          </span>
        ) : null}
      </div>
      <Card id={id} node={node} />
      {live ? <LiveLine live={live} /> : null}
      <PassedLine passed={data.passed} />
      {rows ? (
        <div className={css.edges}>
          {edges.map((edge) => (
            <EdgeRow key={edge.handle} edge={edge} grow={data.onGrow} id={id} />
          ))}
        </div>
      ) : null}
      {!rows && edges[0] ? <Out edge={edges[0]} grow={data.onGrow} id={id} /> : null}
      {node.note ? (
        <span className={css.stepNote} title={node.note}>
          <Icon name="comment" size={12} title={t`Note: ${node.note}`} />
        </span>
      ) : null}
    </div>
  );
}

interface EdgeProps {
  id: string;
  edge: Edge;
  grow: StepData["onGrow"];
}

function EdgeRow({ id, edge, grow }: EdgeProps): JSX.Element {
  return (
    <div className={css.edgeRow} data-role={edge.role} data-testid="edge">
      <span className={layout.clip}>{edge.label || t("then")}</span>
      {edge.target === null && grow ? <Grow id={id} edge={edge} grow={grow} /> : null}
      <Handle
        type="source"
        id={edge.handle}
        position={Position.Right}
        className={css.out}
        data-testid="out"
      />
    </div>
  );
}

function Out({ id, edge, grow }: EdgeProps): JSX.Element {
  return (
    <>
      <Handle
        type="source"
        id={edge.handle}
        position={Position.Bottom}
        className={css.out}
        data-testid="out"
      />
      {edge.target === null && grow ? (
        <div className={css.growBelow}>
          <Grow id={id} edge={edge} grow={grow} />
        </div>
      ) : null}
    </>
  );
}

function Grow({
  id,
  edge,
  grow,
}: {
  id: string;
  edge: Edge;
  grow: NonNullable<StepData["onGrow"]>;
}): JSX.Element {
  return (
    <button
      type="button"
      className={cx(growing.growButton, "nodrag")}
      aria-label={t("Add the next step here")}
      onClick={(event) => {
        event.stopPropagation();
        grow(id, edge.handle);
      }}
    >
      <Icon name="plus" size={11} />
    </button>
  );
}

function LiveLine({ live }: { live: NodeLive }): JSX.Element {
  const all = t`${count(live.inside)} here, ${count(live.entered)} came, ${count(live.left)} went on`;
  return (
    <div className={cx(css.liveLine, layout.num)} title={all}>
      <span className={css.inside}>{t`${compact(live.inside)} here`}</span>
      <span>{t`${compact(live.entered)} came`}</span>
      {live.errors ? (
        <span className={css.failed}>{t`${compact(live.errors)} failed`}</span>
      ) : live.refused ? (
        <span>{t`${compact(live.refused)} held back`}</span>
      ) : (
        <span>{t`${compact(live.left)} went on`}</span>
      )}
    </div>
  );
}

export default memo(StepNode);
