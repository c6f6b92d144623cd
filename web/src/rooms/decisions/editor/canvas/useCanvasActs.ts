/** Acts of the keyboard and of the corner that need to know where things are on the screen. */
import { useReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { freeId } from "@/canvas/document";
import type { Editor } from "../useEditor";
import type { KeyActs } from "./useKeys";

export function useCanvasActs(editor: Editor, open: KeyActs["open"]): KeyActs {
  const { document, act, selection } = editor;
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
  }, [flow, act, open, document.canvas?.comments, selection]);
}
