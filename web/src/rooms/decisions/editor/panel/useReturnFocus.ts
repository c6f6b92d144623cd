/** The cursor goes back to where it came from when a pane that it stands in is closed. */
import { useLayoutEffect, type RefObject } from "react";

export function useReturnFocus(pane: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const from = document.activeElement;
    const here = pane.current;
    return () => {
      const inside =
        here?.contains(document.activeElement) || document.activeElement === document.body;
      if (inside && from instanceof HTMLElement && from.isConnected)
        from.focus({ preventScroll: true });
    };
  }, [pane]);
}
