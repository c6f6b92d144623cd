/** The keys of the canvas. */
import { Modal } from "@mantine/core";
import type { JSX } from "react";
import { KEYS } from "./keys";
import { t } from "@/language/t";
import css from "./KeysHelp.module.css";

export function KeysHelp({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Modal opened onClose={onClose} title={t("Keyboard")} size="md">
      <dl className={css.keys}>
        {KEYS.map(([keys, text]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
