/** A word in a pill: a state, a status, a tag. */
import type { JSX, ReactNode } from "react";
import { spoken } from "@/ui/format/format";
import { t } from "@/language/t";
import css from "./Badge.module.css";

export type Tone = "good" | "warn" | "bad" | "info" | "plain" | "";

export function Badge({
  tone = "",
  children,
  dot = true,
}: {
  tone?: Tone;
  children: ReactNode;
  dot?: boolean;
}): JSX.Element {
  return (
    <span className={css.badge} data-tone={tone || undefined} data-dot={dot || undefined}>
      {children}
    </span>
  );
}

const STATE_TONE: Record<string, Tone> = {
  live: "good",
  draft: "",
  paused: "warn",
  stopped: "bad",
};

export function StateBadge({ state }: { state: string }): JSX.Element {
  return <Badge tone={STATE_TONE[state] ?? ""}>{spoken(state)}</Badge>;
}

const STATUS_TONE: Record<string, Tone> = {
  sent: "good",
  delivered: "good",
  opened: "good",
  clicked: "good",
  queued: "info",
  pending: "info",
  held: "warn",
  withheld: "warn",
  unknown: "warn",
  refused: "bad",
  failed: "bad",
  bounced: "bad",
};

/** What the sandbox took never leaves, so it is not called sent. */
export function StatusBadge({
  status,
  provider,
}: {
  status: string;
  provider?: string | undefined;
}): JSX.Element {
  if (status === "sent" && provider === "sandbox") return <Badge>{t("in the sandbox")}</Badge>;
  return <Badge tone={STATUS_TONE[status] ?? ""}>{spoken(status)}</Badge>;
}
