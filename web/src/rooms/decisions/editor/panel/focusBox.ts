/** The way from a fault to the very box that it is about. */

const PLACED_MS = 60;
const BOXES = ["input:not([type=hidden])", "textarea", "select", "button"].join(",");

/** Whether what is said of `at` is said of the box at `box`, or of something inside it. */
export const isUnder = (at: string, box: string): boolean =>
  box !== "" &&
  at.startsWith(box) &&
  (at.length === box.length || /[.[]/.test(at[box.length] ?? ""));

/** The box that stands for this place of the document, or the nearest around it. */
export function boxAt(at: string, among: ParentNode): HTMLElement | null {
  let best: HTMLElement | null = null;
  for (const one of among.querySelectorAll<HTMLElement>("[data-at]")) {
    const place = one.dataset.at ?? "";
    if (isUnder(at, place) && place.length > (best?.dataset.at?.length ?? 0)) best = one;
  }
  return best;
}

/** Where in the document the box stands that holds this. */
export const placeOf = (target: EventTarget | null): string =>
  (target instanceof Element && target.closest<HTMLElement>("[data-at]")?.dataset.at) || "";

/** Opens every fold around it and puts the cursor into it. */
function enter(box: HTMLElement): void {
  for (
    let fold = box.closest("details");
    fold;
    fold = fold.parentElement?.closest("details") ?? null
  )
    fold.open = true;
  const first = box.matches(BOXES) ? box : box.querySelector<HTMLElement>(BOXES);
  first?.focus();
  (first ?? box).scrollIntoView?.({ block: "center" });
}

/** A turn later, when the form of what was selected is drawn. */
export function focusBox(at: string): void {
  setTimeout(() => {
    const panel = document.querySelector<HTMLElement>("[data-panel-body]");
    const box = panel && boxAt(at, panel);
    if (box) enter(box);
    else panel?.querySelector<HTMLElement>(BOXES)?.focus();
  }, PLACED_MS);
}
