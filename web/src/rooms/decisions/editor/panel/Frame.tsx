/** The frame of the panel: its head, its forms, and the keys that lead back to the canvas. */
import { ActionIcon } from "@mantine/core";
import { useEffect, useRef, type JSX, type KeyboardEvent, type ReactNode } from "react";
import { Icon } from "@/ui/icon/Icon";
import { Questions } from "../together/Questions";
import { t } from "@/language/t";
import css from "./SidePanel.module.css";

/** Ctrl Enter, or Esc where no list is open. */
function isDone({ key, ctrlKey, metaKey, target }: KeyboardEvent<HTMLElement>): boolean {
  if (key === "Enter") return ctrlKey || metaKey;
  const open = target instanceof Element && target.getAttribute("aria-expanded") === "true";
  return key === "Escape" && !open;
}

export function Frame({
  head,
  children,
  onClose,
  fresh = false,
  onDone,
}: {
  head: ReactNode;
  children: ReactNode;
  onClose: () => void;
  /** It was just added: its first box has the cursor. */
  fresh?: boolean;
  /** Back to the canvas. */
  onDone?: () => void;
}): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!fresh) return undefined;
    const first = () => body.current?.querySelector<HTMLElement>("input");
    // the form may be on its way yet
    const watch = new MutationObserver(() => {
      if (!first()) return;
      watch.disconnect();
      first()?.focus();
    });
    // a turn later: a menu that it was chosen from gives the cursor back first
    const turn = setTimeout(() => {
      if (first()) first()?.focus();
      else if (body.current) watch.observe(body.current, { childList: true, subtree: true });
    });
    return () => {
      clearTimeout(turn);
      watch.disconnect();
    };
  }, [fresh]);
  return (
    <aside
      className={css.panel}
      aria-label={t("Settings of what is selected")}
      onKeyDown={(event) => isDone(event) && onDone?.()}
    >
      <header className={css.panelHead}>
        {head}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("Close the panel")}
          onClick={onClose}
        >
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={css.panelBody} ref={body} data-panel-body>
        <Questions />
        {children}
      </div>
    </aside>
  );
}
