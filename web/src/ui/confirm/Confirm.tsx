/** Asks before something is done that cannot be undone; it says what is lost. */
import { Button, Modal } from "@mantine/core";
import type { JSX, ReactNode } from "react";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "../layout/layout.module.css";

interface Props {
  title: string;
  /** The word on the button: what is done. */
  act: string;
  danger?: boolean;
  busy?: boolean;
  onAct: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function Confirm({
  title,
  act,
  danger = false,
  busy = false,
  onAct,
  onClose,
  children,
}: Props): JSX.Element {
  return (
    <Modal opened onClose={onClose} title={title}>
      <div className={layout.stack}>
        <div>{children}</div>
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("Keep it")}
          </Button>
          <Button {...(danger ? { color: "red" } : {})} loading={busy} onClick={onAct}>
            {act}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
