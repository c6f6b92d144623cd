/** The keys of the canvas in the outline: the same acts, with arrows that go from row to row. */
import { useMemo } from "react";
import { ENTRY, type EdgeStart } from "@/canvas/commands";
import { branchPlace, type OutlineRow } from "@/canvas/outline";
import type { KeyActs } from "../canvas/useKeys";
import type { Editor } from "../useEditor";

/** The step that is meant while the cursor is on a row. */
export const stepOf = (row: OutlineRow): string =>
  row.kind === "entry" ? ENTRY : row.kind === "step" ? row.id : row.from.node;

/** The path on which the next step goes; undefined: behind the step itself. */
export const pathOf = (row: OutlineRow | undefined): EdgeStart | undefined =>
  row === undefined || row.kind === "entry" || row.kind === "step" ? undefined : row.from;

/** The row to which an arrow leads. */
export function walked(rows: readonly OutlineRow[], at: number, key: string): number {
  const level = rows[at]?.level ?? 1;
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, rows.length - 1);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "ArrowRight": {
      const next = rows[at + 1];
      return next && next.level > level ? at + 1 : at;
    }
    default: {
      const up = rows.slice(0, at).findLastIndex((row) => row.level < level);
      return up === -1 ? 0 : up;
    }
  }
}

interface Cursor {
  rows: readonly OutlineRow[];
  at: number;
  go: (at: number) => void;
  focus: (key: string) => void;
}

export function useOutlineActs(editor: Editor, canvas: KeyActs, cursor: Cursor): KeyActs {
  return useMemo((): KeyActs => {
    const { rows, at, go, focus } = cursor;
    const row = rows[at];
    return {
      ...canvas,
      center: focus,
      path: () => pathOf(row),
      walk: (key) => go(walked(rows, at, key)),
      shift: (key) => {
        const from = row?.kind === "path" ? branchPlace(row.edge) : null;
        const by = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
        if (row?.kind !== "path" || from === null || by === 0) return;
        const last = rows.filter(
          (one) =>
            one.kind === "path" &&
            one.from.node === row.from.node &&
            branchPlace(one.edge) !== null,
        ).length;
        const to = from + by;
        if (to < 0 || to >= last) return;
        editor.act({ kind: "move_branch", id: row.from.node, from, to });
        focus(`${row.from.node}>${row.from.handle.replace(/\d+$/, String(to))}`);
      },
      removeEdge: () => {
        if (!row || row.kind === "entry" || row.kind === "step") return false;
        if (row.kind !== "end") editor.act({ kind: "disconnect", from: row.from });
        return true;
      },
    };
  }, [editor, canvas, cursor]);
}
