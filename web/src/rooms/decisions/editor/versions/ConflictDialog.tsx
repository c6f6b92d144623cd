/** Somebody else discarded the draft that is drawn here: it is kept in this window until one is chosen. */
import { Button, Modal } from "@mantine/core";
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { Note } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

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
  mine: Journey;
  /** Makes what is drawn here the draft again. */
  onKeep: () => void;
  /** Leaves mine and loads the journey anew. */
  onReload: () => void;
  onLater: () => void;
}

export function ConflictDialog({ mine, onKeep, onReload, onLater }: Props): JSX.Element {
  return (
    <Modal opened onClose={onLater} title={t("Somebody else discarded this draft")} size="lg">
      <div className={layout.stack}>
        <Note tone="warn">
          {t(
            "Nothing is lost: your changes are in this window. Keep them as the draft, or leave them and go on with what is live.",
          )}
        </Note>
        <div className={cx(layout.row, layout.wrap)}>
          <Button onClick={onKeep}>{t("Keep mine")}</Button>
          <Button variant="default" onClick={onReload}>
            {t("Leave mine")}
          </Button>
          <Button variant="subtle" onClick={() => download(mine)}>
            {t("Save mine as a file")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
