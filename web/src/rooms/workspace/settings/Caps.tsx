/** How many messages one person gets at most. */
import { ActionIcon, Button, NumberInput, Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Cap } from "@/api/generated/document";
import type { Workspace } from "@/api/wire";
import { CHANNELS } from "@/canvas/document";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

const ANY = [
  { value: "", label: t("all channels") },
  ...CHANNELS.map((one) => ({ value: one as string, label: channelName(one) })),
];

interface Part {
  value: Workspace;
  set: (patch: Partial<Workspace>) => void;
}

const PERIODS = [
  { value: "", label: t("within") },
  { value: "day", label: t("a calendar day") },
  { value: "week", label: t("a calendar week") },
  { value: "month", label: t("a calendar month") },
];

/** A cap holds within a stretch of time or by the calendar, never both. */
function periodOf(per: string | null): Partial<Cap> {
  return per === "day" || per === "week" || per === "month"
    ? { per, within: undefined }
    : { per: undefined, within: "7d" };
}

/** What a cap has that is written in its text alone. */
function narrowed(cap: Cap): string {
  const kept = cap.reserve;
  return [
    cap.topic && t`topic ${cap.topic}`,
    cap.journey && t`journey ${cap.journey}`,
    cap.programme && t`programme ${cap.programme}`,
    kept && t`${kept.places ?? 1} kept for priority ${kept.priority} and above`,
  ]
    .filter(Boolean)
    .join(", ");
}

export function Caps({ value, set }: Part): JSX.Element {
  const caps = value.caps ?? [];
  const change = (at: number, patch: Partial<(typeof caps)[number]>) =>
    set({ caps: caps.map((one, index) => (index === at ? { ...one, ...patch } : one)) });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Caps")}>
      <div>
        <h2>{t("Caps")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t("At most so many messages to one person; the journey with the higher priority wins.")}
        </p>
      </div>
      {caps.map((cap, at) => (
        <div className={cx(layout.row, layout.wrap)} key={at}>
          <NumberInput
            w={76}
            aria-label={t("At most")}
            min={0}
            value={cap.limit}
            onChange={(limit) => change(at, { limit: Number(limit) || 0 })}
          />
          <span className={layout.dim}>{t("on")}</span>
          <Select
            w={140}
            aria-label={t("Channel")}
            data={ANY}
            value={cap.channel ?? ""}
            onChange={(channel) => change(at, { channel: channel || undefined })}
          />
          <Select
            w={150}
            aria-label={t("Period")}
            data={PERIODS}
            value={cap.per ?? ""}
            onChange={(per) => change(at, periodOf(per))}
          />
          {!cap.per && (
            <TextInput
              w={76}
              aria-label={t("Within")}
              value={cap.within ?? ""}
              onChange={(event) => change(at, { within: event.currentTarget.value })}
            />
          )}
          {narrowed(cap) && <span className={cx(layout.dim, layout.small)}>{narrowed(cap)}</span>}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("Remove this cap")}
            onClick={() => set({ caps: caps.filter((_, index) => index !== at) })}
          >
            <Icon name="trash" size={15} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => set({ caps: [...caps, { limit: 3, within: "7d" }] })}
        >
          {t("Add a cap")}
        </Button>
      </div>
    </section>
  );
}
