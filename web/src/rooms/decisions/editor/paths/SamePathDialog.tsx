/** A path that is drawn once, copied onto the open branches beside it. */
import { Button, Checkbox, Modal } from "@mantine/core";
import { useState, type JSX } from "react";
import { nodeName } from "@/canvas/document";
import { pathFrom, pathsBeside } from "@/canvas/duplicatePath";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import type { Editor } from "../useEditor";
import { t } from "@/language/t";

interface Props {
  editor: Editor;
  onClose: () => void;
}

export function SamePathDialog({ editor, onClose }: Props): JSX.Element {
  const { document, focus, act } = editor;
  const id = focus ?? "";
  const { open } = pathsBeside(document, id);
  const [chosen, setChosen] = useState(() => open.map((one) => one.handle));
  const steps = pathFrom(document, id).length;
  const copy = () => {
    act({ kind: "duplicate_path", id, onto: open.filter((one) => chosen.includes(one.handle)) });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t("Copy this path")}>
      <div className={layout.stack}>
        {open.length ? (
          <>
            <p>{t`“${nodeName(id, document.nodes[id])}” and what follows, ${steps} ${steps === 1 ? t("step") : t("steps")}, once on each of these branches. Rules and texts ask of the copies; exits are shared.`}</p>
            <Checkbox.Group label={t("Onto")} value={chosen} onChange={setChosen}>
              <div className={cx(layout.stack, layout.tight)}>
                {open.map((one) => (
                  <Checkbox key={one.handle} value={one.handle} label={one.label || t("then")} />
                ))}
              </div>
            </Checkbox.Group>
          </>
        ) : (
          <p>
            {t(
              "Select the first step of a branch. Its path can be copied onto branches of the same step that lead nowhere yet.",
            )}
          </p>
        )}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Not now")}
          </Button>
          <Button disabled={chosen.length === 0} onClick={copy} data-autofocus>
            {t("Copy the path")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
