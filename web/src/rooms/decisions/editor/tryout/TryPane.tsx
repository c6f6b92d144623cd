/** Try before you launch, beside the canvas: on one person in virtual time, whose road is lit, or over what was recorded. */
import { ActionIcon } from "@mantine/core";
import { useEffect, useRef, type JSX } from "react";
import type { Journey } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import panel from "../panel/SidePanel.module.css";
import { useReturnFocus } from "../panel/useReturnFocus";
import { BacktestView } from "./BacktestView";
import { DryRunView } from "./DryRunView";
import type { Trials } from "./useTrials";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import tabs from "@/ui/tabs/tabs.module.css";
import css from "./TryPane.module.css";

const TABS = [
  ["person", t("On one person")],
  ["history", t("Over the last days")],
] as const;

interface Props {
  document: Journey;
  trials: Trials;
  onNode: (id: string) => void;
  onClose: () => void;
}

export default function TryPane({ document, trials, onNode, onClose }: Props): JSX.Element {
  const { tab, setTab } = trials;
  const pane = useRef<HTMLElement>(null);
  const chosen = useRef<HTMLButtonElement>(null);
  useReturnFocus(pane);
  useEffect(() => chosen.current?.focus(), []);
  return (
    <aside
      ref={pane}
      className={panel.panel}
      data-wide
      aria-label={t("Try it before it goes live")}
      onKeyDown={(event) => {
        const open =
          event.target instanceof Element && event.target.getAttribute("aria-expanded") === "true";
        if (event.key === "Escape" && !open && !event.defaultPrevented) onClose();
      }}
    >
      <header className={panel.panelHead}>
        <h2 className={layout.grow}>{t("Try it before it goes live")}</h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t("Close")} onClick={onClose}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className={cx(tabs.tabs, css.tabs)} role="tablist" aria-label={t("How to try it")}>
        {TABS.map(([key, label]) => (
          <button
            key={key}
            ref={tab === key ? chosen : undefined}
            type="button"
            role="tab"
            aria-selected={tab === key}
            onClick={() => setTab(key)}
          >
            {label}
          </button>
        ))}
      </div>
      <div className={panel.panelBody}>
        {tab === "person" ? (
          <DryRunView document={document} trials={trials} onNode={onNode} />
        ) : (
          <BacktestView document={document} trials={trials} />
        )}
      </div>
    </aside>
  );
}
