/** The events that came in: how many, when last, how many a day, which properties, and what is said of each. */
import { Button } from "@mantine/core";
import type { JSX } from "react";
import type { AlarmSeen, EventSeen, FieldSeen } from "@/api/wire";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { ago, compact, longDay, plain, share } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { Table, type Column } from "@/ui/table/Table";
import { useMuting } from "./useMuting";
import { Volume } from "./Volume";
import { t } from "@/language/t";
import css from "./Events.module.css";

export function Events({
  events,
  alarms,
}: {
  events: readonly EventSeen[];
  alarms: readonly AlarmSeen[];
}): JSX.Element {
  const { mute, busy } = useMuting();
  const alarmed = new Set(alarms.filter((one) => !one.ended_at).map((one) => one.name));
  const state: Column<EventSeen> = {
    name: t("State"),
    cell: (one) => (
      <div className={css.state}>
        <State event={one} alarmed={alarmed.has(one.name)} />
        {one.muted ? (
          <Button
            size="compact-xs"
            variant="default"
            disabled={busy}
            aria-label={t`Let ${one.name} raise alarms`}
            onClick={() => mute(one.name, false)}
          >
            {t("Unmute")}
          </Button>
        ) : null}
      </div>
    ),
    phone: "plain",
  };
  return (
    <Table
      label={t("Events")}
      columns={[...COLUMNS, state]}
      rows={events}
      keyOf={(one) => one.name}
    />
  );
}

function State({ event, alarmed }: { event: EventSeen; alarmed: boolean }): JSX.Element | null {
  if (event.muted) return <Badge>{t("muted")}</Badge>;
  if (alarmed) return <Badge tone="bad">{t("alarm")}</Badge>;
  if (!event.days?.length) return event.count ? null : <Badge tone="warn">{t("never came")}</Badge>;
  if (event.learned_in_days)
    return <Badge tone="info">{t`learned in ${String(event.learned_in_days)} d`}</Badge>;
  return <Badge tone="good">{t("as usual")}</Badge>;
}

const COLUMNS: Column<EventSeen>[] = [
  { name: t("Event"), cell: (one) => <b className={layout.mono}>{one.name}</b> },
  {
    name: t("Received"),
    right: true,
    cell: (one) => <span className={layout.num}>{compact(one.count)}</span>,
  },
  {
    name: t("Last"),
    cell: (one) =>
      one.count ? (
        <span
          className={cx(layout.dim, layout.num, layout.nowrap)}
          title={longDay(one.last_seen_at)}
        >
          {ago(one.last_seen_at)}
        </span>
      ) : null,
  },
  { name: t("30 days"), cell: (one) => <Volume days={one.days ?? []} /> },
  {
    name: t("Properties"),
    cell: (one) => (
      <div className={css.properties}>
        {Object.entries(one.properties).map(([name, seen]) => (
          <Property key={name} name={name} seen={seen} />
        ))}
      </div>
    ),
    phone: "line",
  },
];

/** Shares below one in a hundred are noise, and clutter. */
const SHOWN = 0.005;

function Property({ name, seen }: { name: string; seen: FieldSeen }): JSX.Element {
  const others = Object.entries(seen.types ?? {}).filter(
    ([type, part]) => type !== seen.type && part >= SHOWN,
  );
  const example = seen.examples.length ? plain(seen.examples[0]) : "";
  return (
    <span>
      <code>{name}</code>{" "}
      <span className={layout.dim}>
        {seen.declared ? t`${seen.declared}, declared` : seen.type}
        {others.map(([type, part]) => `, ${type} ${share(part, 0)}`)}
        {seen.of && (seen.missing ?? 0) >= SHOWN ? t`, missing ${share(seen.missing ?? 0, 0)}` : ""}
        {example ? ` · ${example}` : ""}
      </span>
    </span>
  );
}
