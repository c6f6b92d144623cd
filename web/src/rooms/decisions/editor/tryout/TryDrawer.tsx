/** Try before you launch: on one person in virtual time, or over what was recorded. */
import { Drawer } from "@mantine/core";
import { useState, type JSX } from "react";
import type { Journey } from "@/canvas/document";
import { BacktestView } from "./BacktestView";
import { DryRunView } from "./DryRunView";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import tabs from "@/ui/tabs/tabs.module.css";
import css from "./TryDrawer.module.css";

const TABS = [
  ["person", t("On one person")],
  ["history", t("Over the last days")],
] as const;

export function TryDrawer({
  document,
  onClose,
  onNode,
}: {
  document: Journey;
  onClose: () => void;
  onNode: (id: string) => void;
}): JSX.Element {
  const [tab, setTab] = useState<string>("person");
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={t("Try it before it goes live")}
      overlayProps={{ backgroundOpacity: 0.12 }}
    >
      <div className={cx(tabs.tabs, css.tryTabs)} role="tablist">
        {TABS.map(([key, label]) => (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={tab === key}
            onClick={() => setTab(key)}
          >
            {label}
          </button>
        ))}
      </div>
      <div hidden={tab !== "person"}>
        <DryRunView document={document} onNode={onNode} />
      </div>
      <div hidden={tab !== "history"}>
        <BacktestView document={document} />
      </div>
    </Drawer>
  );
}
