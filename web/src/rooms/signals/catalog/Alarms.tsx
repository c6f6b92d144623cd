/** What is not as usual of the data that comes in: since when, what was expected, what was seen; then what is over. */
import { Button } from "@mantine/core";
import type { JSX } from "react";
import type { AlarmSeen } from "@/api/wire";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { ago, longDay } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { useMuting } from "./useMuting";
import { t } from "@/language/t";
import css from "./Alarms.module.css";

const TITLES: Record<AlarmSeen["reason"], string> = {
  event_stopped: t("stopped"),
  volume_off: t("volume off"),
  property_vanished: t("property gone"),
  property_drifted: t("property drifted"),
  events_late: t("late"),
  trigger_silent: t("trigger silent"),
};

const OVER: Record<AlarmSeen["ended"], string> = {
  "": "",
  back: t("as usual again"),
  learned: t("this is usual now"),
  muted: t("muted"),
  forgotten: t("not expected any more"),
};

export function Alarms({
  alarms,
  watched,
}: {
  alarms: readonly AlarmSeen[];
  watched: number;
}): JSX.Element {
  const { mute, busy } = useMuting();
  return (
    <section aria-labelledby="alarms">
      <h2 id="alarms" className={css.head}>
        {t("Alarms")}
      </h2>
      <div className={cx(layout.card, alarms.length === 0 && layout.pad)}>
        {alarms.length === 0 ? (
          <p className={layout.dim}>
            {watched
              ? t(
                  "All is as usual. When an event stops, a volume leaves its band or a property vanishes, it stands here, and operators are told.",
                )
              : t(
                  "Loopline learns what is usual for eighteen days. From then on it tells here, and operators, when an event stops, a volume leaves its band or a property vanishes.",
                )}
          </p>
        ) : (
          <ul className={css.list}>
            {alarms.map((one) => (
              <li
                key={`${one.reason}/${one.name}/${one.field}/${String(one.since)}`}
                className={css.alarm}
              >
                <Badge tone={one.ended_at ? "" : "bad"}>
                  {one.ended_at ? t("over") : TITLES[one.reason]}
                </Badge>
                <div className={css.words}>
                  <p>{one.words}</p>
                  <p className={cx(layout.dim, layout.small)}>
                    <span title={longDay(one.since)}>{t`Began ${ago(one.since)}`}</span>
                    {one.ended_at ? (
                      <span
                        title={longDay(one.ended_at)}
                      >{t`, over ${ago(one.ended_at)}: ${OVER[one.ended]}`}</span>
                    ) : null}
                  </p>
                </div>
                {one.ended_at || one.reason === "trigger_silent" ? null : (
                  <Button
                    size="xs"
                    variant="default"
                    disabled={busy}
                    onClick={() => mute(one.name, true)}
                  >{t`Mute ${one.name}`}</Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
