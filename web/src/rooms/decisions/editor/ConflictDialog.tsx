/** Somebody else saved in between: both versions are kept until one is chosen. */
import { Button, Modal } from "@mantine/core";
import { useState, type JSX } from "react";
import { diff } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import { Note } from "@/ui/parts";
import type { Autosave } from "./useAutosave";

function download(document: Journey): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }));
  const link = window.document.createElement("a");
  link.href = url;
  link.download = `${document.id}-mine.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export function ConflictDialog({ save, mine, onTake }: { save: Autosave; mine: Journey; onTake: (theirs: Journey) => void }): JSX.Element | null {
  const [later, setLater] = useState(false);
  const theirs = save.theirs;
  if (save.state !== "conflict" || !theirs) return null;
  const changes = diff(theirs.document, mine);
  return (
    <Modal opened={!later} onClose={() => setLater(true)} title="Somebody else saved this draft" size="lg">
      <div className="stack">
        <Note tone="warn">Nothing is lost: your changes are in this window, theirs are on the server. Choose which goes on.</Note>
        <h3>Yours against theirs</h3>
        <ul className="changes">
          {changes.length === 0 ? <li>Only the drawing differs.</li> : changes.slice(0, 12).map((one, at) => <li key={at}>{one.text}</li>)}
        </ul>
        <div className="row wrap">
          <Button onClick={() => save.resolve(theirs.revision)}>Keep mine</Button>
          <Button variant="default" onClick={() => { onTake(theirs.document); save.resolve(theirs.revision); }}>Take theirs (undo brings mine back)</Button>
          <Button variant="subtle" onClick={() => download(mine)}>Save mine as a file</Button>
        </div>
      </div>
    </Modal>
  );
}
