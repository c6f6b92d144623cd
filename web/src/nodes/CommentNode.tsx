/** A note on the canvas for colleagues. */
import type { Node, NodeProps } from "@xyflow/react";
import { memo, type JSX } from "react";
import { t } from "@/language/t";
import css from "./CommentNode.module.css";

export interface CommentData extends Record<string, unknown> {
  text: string;
  onText: (id: string, text: string) => void;
}

export type CommentFlowNode = Node<CommentData, "comment">;

function CommentNode({ id, data, selected }: NodeProps<CommentFlowNode>): JSX.Element {
  return (
    <div className={css.comment} data-selected={selected || undefined}>
      <textarea
        className="nodrag"
        aria-label={t("Note")}
        placeholder={t("A note for colleagues")}
        value={data.text}
        onChange={(event) => data.onText(id, event.currentTarget.value)}
        rows={3}
      />
    </div>
  );
}

export default memo(CommentNode);
