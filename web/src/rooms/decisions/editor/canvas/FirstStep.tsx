/** What stands on an empty canvas: the next act. */
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";

export function FirstStep({
  document,
  onEntry,
}: {
  document: Journey;
  onEntry: () => void;
}): JSX.Element {
  return (
    <div className="first-step">
      {document.entry.on.length === 0 ? (
        <p>
          First say{" "}
          <button type="button" className="link-button" onClick={onEntry}>
            who enters
          </button>
          , then drag a step onto the canvas.
        </p>
      ) : (
        <p>
          Drag the first step onto the canvas, or press <kbd>m</kbd> for a message.
        </p>
      )}
    </div>
  );
}
