/** One day of the calendar: its broadcasts and schedules, what is released, what left. */
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { Calendar, PlannedLine } from "@/api/wire";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { dayName, timeIn } from "./days";
import { t } from "@/language/t";
import css from "./Calendar.module.css";

interface Props {
  day: string;
  zone: string;
  isToday: boolean;
  isPast: boolean;
  isBeside: boolean;
  planned: PlannedLine[];
  held: Calendar["held"];
  sent: Calendar["sent"][number]["channels"];
}

export function Day(props: Props): JSX.Element {
  const { day, planned, held, sent } = props;
  const isEmpty = planned.length + held.length + sent.length === 0;
  return (
    <li
      className={css.day}
      data-today={props.isToday || undefined}
      data-past={props.isPast || undefined}
      data-beside={props.isBeside || undefined}
      data-empty={isEmpty || undefined}
    >
      <div className={css.dayHead}>
        <span className={layout.hiddenVisually}>{dayName(day)}</span>
        <span className={cx(css.date, layout.num)} aria-hidden>
          <span className={css.short}>{Number(day.slice(8))}</span>
          <span className={css.long}>{dayName(day)}</span>
        </span>
        {props.isPast ? null : (
          <Link
            to="/broadcasts/new"
            search={{ day }}
            className={css.add}
            aria-label={t`New broadcast on ${dayName(day)}`}
          >
            <Icon name="plus" size={12} />
          </Link>
        )}
      </div>
      {planned.map((one) => (
        <Planned key={`${one.journey} ${one.at}`} one={one} zone={props.zone} />
      ))}
      {held.map((one) => (
        <span key={`${one.journey} ${one.channel} ${one.reason}`} className={css.held}>
          <Icon name="pause" size={11} />
          <span>{t`${count(one.messages)} held of ${one.name}: ${one.text}`}</span>
        </span>
      ))}
      {sent.map((one) => (
        <span key={`${one.channel} ${one.kept}`} className={cx(css.sent, layout.num)}>
          {channelName(one.channel)} {count(one.messages)}{" "}
          {one.kept ? t("in the sandbox") : t("sent")}
        </span>
      ))}
    </li>
  );
}

function Planned({ one, zone }: { one: PlannedLine; zone: string }): JSX.Element {
  const clock = one.zone === "person" ? t(" on each person's clock") : "";
  const through = one.channels.map(channelName).join(", ");
  return (
    <Link
      to="/journeys/$id"
      params={{ id: one.journey }}
      className={css.planned}
      data-kind={one.kind}
      data-paused={one.state === "paused" || undefined}
    >
      <span className={layout.num}>{timeIn(one.at, zone)}</span> <b>{one.name}</b>
      <span className={css.more}>
        {one.state === "paused" ? t("Paused: nobody is let in. ") : ""}
        {[through, one.audience ? t`to ${one.audience}` : t("to everybody")]
          .filter(Boolean)
          .join(" ")}
        {clock}
      </span>
    </Link>
  );
}
