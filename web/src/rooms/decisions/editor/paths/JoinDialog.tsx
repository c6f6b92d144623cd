/** Joins the selected step to another, chosen by its name: what a drag does, for the keyboard. */
import { Modal, Select } from "@mantine/core";
import type { JSX } from "react";
import { nodeName } from "@/canvas/document";
import { focusCard } from "../canvas/focusCard";
import { openEdge, type Editor } from "../useEditor";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function JoinDialog({
  editor,
  onClose,
}: {
  editor: Editor;
  onClose: () => void;
}): JSX.Element {
  const { document, focus, act } = editor;
  const from = focus === null ? undefined : openEdge(document, focus);
  const steps = Object.entries(document.nodes)
    .filter(([id]) => id !== focus)
    .map(([id, node]) => ({ value: id, label: nodeName(id, node) }));
  const name = focus === null ? "" : nodeName(focus, document.nodes[focus]);
  return (
    <Modal opened onClose={onClose} title={t("Join to a step")} size="sm">
      {from ? (
        <Select
          data-autofocus
          label={t`${name} leads to`}
          placeholder={t("The name of a step")}
          searchable
          defaultDropdownOpened
          data={steps}
          value={null}
          onChange={(to) => {
            if (to) act({ kind: "connect", from, to });
            onClose();
            if (focus !== null) setTimeout(() => focusCard(focus), 60);
          }}
        />
      ) : (
        <p className={layout.dim}>{t("Select a step first; an exit leads nowhere.")}</p>
      )}
    </Modal>
  );
}
