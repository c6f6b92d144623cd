/** How many messages one person gets at most. */
import { ActionIcon, Button, NumberInput, Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Cap } from "@/api/generated/document";
import type { Workspace } from "@/api/wire";
import { CHANNELS } from "@/canvas/document";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";

const ANY = [
  { value: "", label: "all channels" },
  ...CHANNELS.map((one) => ({ value: one as string, label: channelName(one) })),
];

interface Part {
  value: Workspace;
  set: (patch: Partial<Workspace>) => void;
}

const PERIODS = [
  { value: "", label: "within" },
  { value: "day", label: "a calendar day" },
  { value: "week", label: "a calendar week" },
  { value: "month", label: "a calendar month" },
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
    cap.topic && `topic ${cap.topic}`,
    cap.journey && `journey ${cap.journey}`,
    cap.programme && `programme ${cap.programme}`,
    kept && `${kept.places ?? 1} kept for priority ${kept.priority} and above`,
  ]
    .filter(Boolean)
    .join(", ");
}

export function Caps({ value, set }: Part): JSX.Element {
  const caps = value.caps ?? [];
  const change = (at: number, patch: Partial<(typeof caps)[number]>) =>
    set({ caps: caps.map((one, index) => (index === at ? { ...one, ...patch } : one)) });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label="Caps">
      <div>
        <h2>Caps</h2>
        <p className={cx(layout.dim, layout.small)}>
          At most so many messages to one person; the journey with the higher priority wins.
        </p>
      </div>
      {caps.map((cap, at) => (
        <div className={cx(layout.row, layout.wrap)} key={at}>
          <NumberInput
            w={76}
            aria-label="At most"
            min={0}
            value={cap.limit}
            onChange={(limit) => change(at, { limit: Number(limit) || 0 })}
          />
          <span className={layout.dim}>on</span>
          <Select
            w={140}
            aria-label="Channel"
            data={ANY}
            value={cap.channel ?? ""}
            onChange={(channel) => change(at, { channel: channel || undefined })}
          />
          <Select
            w={150}
            aria-label="Period"
            data={PERIODS}
            value={cap.per ?? ""}
            onChange={(per) => change(at, periodOf(per))}
          />
          {!cap.per && (
            <TextInput
              w={76}
              aria-label="Within"
              value={cap.within ?? ""}
              onChange={(event) => change(at, { within: event.currentTarget.value })}
            />
          )}
          {narrowed(cap) && <span className={cx(layout.dim, layout.small)}>{narrowed(cap)}</span>}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Remove this cap"
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
          Add a cap
        </Button>
      </div>
    </section>
  );
}
