/** Acts of the keyboard and of the corner that need to know where things are on the screen. */
import { useReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import type { EdgeStart } from "@/canvas/commands";
import { freeId, type Position } from "@/canvas/document";
import { openEdge, type Editor } from "../useEditor";
import type { KeyActs } from "./useKeys";

/** What the keys ask of the editor around the canvas. */
export type Around = Pick<KeyActs, "open" | "view" | "save"> & {
  onPick: (after: EdgeStart, screen: { x: number; y: number }) => void;
};

export function useCanvasActs(editor: Editor, around: Around): KeyActs {
  const { document, act, selection, focus } = editor;
  const { open, view, save, onPick } = around;
  const flow = useReactFlow();
  return useMemo((): KeyActs => {
    const selectedEdges = () => flow.getEdges().filter((edge) => edge.selected);
    return {
      fit: () => void flow.fitView({ padding: 0.16, maxZoom: 1, duration: 200 }),
      fitSelection: () =>
        void flow.fitView({
          nodes: selection.map((id) => ({ id })),
          padding: 0.3,
          maxZoom: 1,
          duration: 200,
        }),
      zoom: (to) => {
        if (to === "in") void flow.zoomIn({ duration: 120 });
        else if (to === "out") void flow.zoomOut({ duration: 120 });
        else void flow.zoomTo(to, { duration: 120 });
      },
      open,
      view,
      save,
      menu: () => {
        const after = openEdge(document, focus);
        const row = globalThis.document.querySelector(`[role="treeitem"][data-row="${focus}"]`);
        const node = focus === null ? undefined : flow.getNode(focus);
        const box = row?.getBoundingClientRect();
        if (!after) return;
        if (box) onPick(after, { x: box.left + 40, y: box.bottom });
        else if (node)
          onPick(
            after,
            flow.flowToScreenPosition({
              x: node.position.x + 132,
              y: node.position.y + (node.measured?.height ?? 90),
            }),
          );
      },
      places: () =>
        Object.fromEntries(
          flow
            .getNodes()
            .filter((one) => one.type !== "comment")
            .map((one): [string, Position] => [one.id, [one.position.x, one.position.y]]),
        ),
      center: (id) => {
        const node = flow.getNode(id);
        if (node)
          void flow.setCenter(node.position.x + 132, node.position.y + 50, {
            zoom: flow.getZoom(),
            duration: 180,
          });
      },
      note: () => {
        const spot = flow.screenToFlowPosition({
          x: window.innerWidth / 2,
          y: window.innerHeight / 2,
        });
        const taken = Object.fromEntries(
          (document.canvas?.comments ?? []).map((one) => [one.id, one]),
        );
        act({
          kind: "comment",
          comment: {
            id: freeId("comment", taken),
            text: "",
            x: Math.round(spot.x),
            y: Math.round(spot.y),
          },
        });
      },
      removeEdge: () => {
        const edges = selectedEdges();
        for (const edge of edges)
          act({
            kind: "disconnect",
            from: { node: edge.source, handle: edge.sourceHandle ?? "then" },
          });
        return edges.length > 0 && selection.length === 0;
      },
    };
  }, [flow, act, open, view, save, onPick, document, focus, selection]);
}
