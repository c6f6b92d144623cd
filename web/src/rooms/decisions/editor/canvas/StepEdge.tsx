/** An edge between two cards: rounded corners, its count when the live view is on, a plus to put a step in between. */
import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from "@xyflow/react";
import { memo, useState, type JSX } from "react";
import { compact, count as whole } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import type { StudioEdge } from "./flowNodes";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./StepEdge.module.css";
import layout from "@/ui/layout/layout.module.css";
import growing from "@/nodes/grow.module.css";

function StepEdge(props: EdgeProps<StudioEdge>): JSX.Element {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } =
    props;
  const [near, setNear] = useState(false);
  const [path, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 14,
    offset: 22,
  });
  const count = data?.count ?? null;
  const insert = (near || selected) && data?.onInsert;
  const width = count ? Math.min(7, 1.6 + Math.log10(count + 1) * 1.5) : 1.6;
  return (
    <g
      onMouseEnter={() => setNear(true)}
      onMouseLeave={() => setNear(false)}
      className={css.stepEdge}
      data-role={data?.role}
      data-selected={selected || undefined}
      data-lit={data?.lit ?? undefined}
    >
      <BaseEdge id={id} path={path} interactionWidth={22} style={{ strokeWidth: width }} />
      {count !== null || insert ? (
        <EdgeLabelRenderer>
          <div
            className={cx(css.edgeLabel, "nodrag", "nopan")}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            onMouseEnter={() => setNear(true)}
            onMouseLeave={() => setNear(false)}
          >
            {count !== null ? (
              <span className={cx(css.edgeCount, layout.num)} title={whole(count)}>
                {data?.shared ? t`${compact(count)} together` : compact(count)}
              </span>
            ) : null}
            {insert ? (
              <button
                type="button"
                className={growing.growButton}
                aria-label={t("Put a step in between")}
                onClick={() => data?.onInsert?.(props.source, props.sourceHandleId ?? "then")}
              >
                <Icon name="plus" size={11} />
              </button>
            ) : null}
          </div>
        </EdgeLabelRenderer>
      ) : null}
    </g>
  );
}

export default memo(StepEdge);
