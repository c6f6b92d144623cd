/** The cursor on a card of the canvas, so that its keys mean this step and a reader says its name. */

const PLACED_MS = 240;

/** At once where it is drawn, and again when the canvas has come to it. */
export function focusCard(id: string): void {
  const found = () =>
    window.document.querySelector<HTMLElement>(
      `.react-flow__node[data-id="${id}"], [role="treeitem"][data-row="${id}"]`,
    );
  const now = found();
  if (now) {
    now.focus({ preventScroll: true });
    return;
  }
  if (window.document.activeElement instanceof HTMLElement) window.document.activeElement.blur();
  setTimeout(() => found()?.focus({ preventScroll: true }), PLACED_MS);
}
