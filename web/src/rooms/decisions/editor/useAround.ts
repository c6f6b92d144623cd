/** What the keys of the canvas ask of the editor around it: views, saving, and the menu of steps to add. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { EdgeStart } from "@/canvas/commands";
import { say } from "@/ui/toast/toast";
import type { Pick } from "./canvas/KindPicker";
import type { Around } from "./canvas/useCanvasActs";
import type { Session, View } from "./useSession";
import { t } from "@/language/t";

const VIEWS: readonly View[] = ["draw", "outline", "live", "text"];
const WRITES = [
  "input",
  "textarea",
  "select",
  "[contenteditable]",
  "[role=dialog]",
  "[role=menu]",
].join(",");

interface Found {
  around: Around;
  pick: Pick | null;
  setPick: (pick: Pick | null) => void;
}

export function useAround({ open, view, show, save: saving }: Session): Found {
  const [pick, setPick] = useState<Pick | null>(null);
  const onPick = useCallback(
    (after: EdgeStart, screen: { x: number; y: number }) => setPick({ after, ...screen }),
    [],
  );
  const turn = useCallback(
    (by: 1 | -1) => {
      const at = VIEWS.indexOf(view) + by;
      show(VIEWS[(at + VIEWS.length) % VIEWS.length] ?? "draw");
    },
    [view, show],
  );
  const { flush } = saving;
  const save = useCallback(() => {
    void flush().then(() => say(t("Saved.")));
  }, [flush]);
  useEffect(() => {
    // the drawing and the outline hear it among their own keys
    if (view !== "live" && view !== "text") return undefined;
    const listen = (event: KeyboardEvent) => {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      const writes = target instanceof Element && target.closest(WRITES) !== null;
      if (event.defaultPrevented || writes || ctrlKey || metaKey || altKey) return;
      if (key === "v" || key === "V") turn(key === "v" ? 1 : -1);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [view, turn]);
  const around = useMemo(() => ({ open, view: turn, save, onPick }), [open, turn, save, onPick]);
  return { around, pick, setPick };
}
