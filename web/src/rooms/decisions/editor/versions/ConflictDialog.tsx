/** Somebody else saved in between: both versions are kept until one is chosen. */
import { Button, Modal } from "@mantine/core";
import type { JSX } from "react";
import { diff } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import { Note } from "@/ui/note/Note";
import type { Autosave } from "./useAutosave";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import changed from "./changes.module.css";

function download(document: Journey): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }),
  );
  const link = window.document.createElement("a");
  link.href = url;
  link.download = `${document.id}-mine.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

interface Props {
  save: Autosave;
  mine: Journey;
  /** Puts their document in the place of mine; undo brings mine back. */
  onTake: (theirs: Journey) => void;
  /** Leaves mine and loads the journey anew. */
  onReload: () => void;
  onLater: () => void;
}

export function ConflictDialog({ save, mine, onTake, onReload, onLater }: Props): JSX.Element {
  const theirs = save.theirs;
  return (
    <Modal
      opened
      onClose={onLater}
      title={theirs ? "Somebody else saved this draft" : "Somebody else discarded this draft"}
      size="lg"
    >
      <div className={layout.stack}>
        <Note tone="warn">
          {theirs
            ? "Nothing is lost: your changes are in this window, theirs are on the server. Choose which goes on."
            : "Nothing is lost: your changes are in this window. Keep them as the draft, or leave them and go on with what is live."}
        </Note>
        {theirs ? <Differences theirs={theirs.document} mine={mine} /> : null}
        <div className={cx(layout.row, layout.wrap)}>
          <Button onClick={() => save.resolve(theirs?.revision ?? 0, true)}>Keep mine</Button>
          {theirs ? (
            <Button
              variant="default"
              onClick={() => {
                onTake(theirs.document);
                save.resolve(theirs.revision, false);
              }}
            >
              Take theirs (undo brings mine back)
            </Button>
          ) : (
            <Button variant="default" onClick={onReload}>
              Leave mine
            </Button>
          )}
          <Button variant="subtle" onClick={() => download(mine)}>
            Save mine as a file
          </Button>
        </div>
      </div>
    </Modal>
  );
}

const SHOWN = 12;

function Differences({ theirs, mine }: { theirs: Journey; mine: Journey }): JSX.Element {
  const changes = diff(theirs, mine);
  return (
    <>
      <h3>Yours against theirs</h3>
      <ul className={changed.changes}>
        {changes.length === 0 ? (
          <li>Only the drawing differs.</li>
        ) : (
          changes.slice(0, SHOWN).map((one, at) => (
            <li key={at} data-change={one.kind}>
              {one.text}
            </li>
          ))
        )}
        {changes.length > SHOWN ? (
          <li className={layout.dim}>and {changes.length - SHOWN} more</li>
        ) : null}
      </ul>
    </>
  );
}
