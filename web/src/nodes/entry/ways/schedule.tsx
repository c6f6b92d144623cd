/** A way in: a schedule, once or again and again. Once for a segment is a broadcast. */
import { Checkbox, Select, TextInput } from "@mantine/core";
import { useState, type JSX } from "react";
import {
  LAST_DAY,
  NINE,
  parseSchedule,
  scheduleWords,
  WEEKDAYS,
  writeSchedule,
  type Schedule,
} from "@/canvas/schedule";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { asksOne, chosen, Clock, clockWords, MOMENT, NOT_YET, Whom, whomWords } from "./moment";
import type { Way, WayProps } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";
import css from "./ways.module.css";

const KINDS: { value: Schedule["kind"]; label: string }[] = [
  { value: "once", label: t("Once") },
  { value: "daily", label: t("Every day") },
  { value: "weekly", label: t("On days of the week") },
  { value: "monthly", label: t("On a day of the month") },
  { value: "text", label: t("As cron") },
];
const SHORTEST_MONTH = 28;
const MONTH_DAYS = [
  ...Array.from({ length: 31 }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })),
  { value: LAST_DAY, label: t("The last one") },
];

interface Part<Kind extends Schedule["kind"]> {
  value: Extract<Schedule, { kind: Kind }>;
  onChange: (next: Schedule, field?: string) => void;
}

/** The same time of day, as another kind of schedule. */
function asKind(kind: Schedule["kind"], before: Schedule): Schedule {
  const time = ("time" in before && before.time.slice(0, NINE.length)) || NINE;
  switch (kind) {
    case "once":
      return { kind, date: "", time };
    case "daily":
      return { kind, time };
    case "weekly":
      return { kind, days: ["mon"], time };
    case "monthly":
      return { kind, day: "1", time };
    case "text":
      return { kind, text: writeSchedule(before) };
  }
}

function Time({ value, onChange }: Part<"once" | "daily" | "weekly" | "monthly">): JSX.Element {
  return (
    <TextInput
      type="time"
      label={t("At")}
      value={value.time}
      onChange={(event) => onChange({ ...value, time: event.currentTarget.value }, "schedule")}
    />
  );
}

function Weekdays({ value, onChange }: Part<"weekly">): JSX.Element {
  return (
    <Checkbox.Group
      label={t("Days")}
      value={[...value.days]}
      onChange={(days) => onChange({ ...value, days })}
    >
      <div className={css.days}>
        {WEEKDAYS.map((one) => (
          <Checkbox
            key={one.value}
            value={one.value}
            label={one.label.slice(0, 3)}
            aria-label={one.label}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function MonthDay({ value, onChange }: Part<"monthly">): JSX.Element {
  return (
    <>
      <div className={css.pair}>
        <Select
          label={t("Day")}
          allowDeselect={false}
          data={MONTH_DAYS}
          value={value.day}
          onChange={(day) => day && onChange({ ...value, day })}
        />
        <Time value={value} onChange={onChange} />
      </div>
      {Number(value.day) > SHORTEST_MONTH ? (
        <p className={cx(layout.small, layout.dim)}>
          {t("Months without this day are left out. The last one comes in every month.")}
        </p>
      ) : null}
    </>
  );
}

/** The boxes of the kind that was chosen. */
function Parts({ value, onChange }: Part<Schedule["kind"]>): JSX.Element {
  switch (value.kind) {
    case "once":
      return (
        <div className={css.pair}>
          <TextInput
            type="date"
            label={t("Date")}
            value={value.date}
            onChange={(event) =>
              onChange({ ...value, date: event.currentTarget.value }, "schedule")
            }
          />
          <Time value={value} onChange={onChange} />
        </div>
      );
    case "daily":
      return <Time value={value} onChange={onChange} />;
    case "weekly":
      return (
        <>
          <Weekdays value={value} onChange={onChange} />
          <Time value={value} onChange={onChange} />
        </>
      );
    case "monthly":
      return <MonthDay value={value} onChange={onChange} />;
    case "text":
      return (
        <TextInput
          label={t("Cron")}
          description={t("Five fields: minute, hour, day of the month, month, day of the week.")}
          placeholder={t("0 9 1-7 * mon")}
          classNames={{ input: layout.mono }}
          value={value.text}
          onChange={(event) =>
            onChange({ kind: "text", text: event.currentTarget.value }, "schedule")
          }
        />
      );
  }
}

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  const text = chosen(trigger.schedule);
  // What is half chosen has no text yet, and what somebody types as cron stays so: both wait here, until the text is
  // changed from elsewhere.
  const [draft, setDraft] = useState<Schedule>(() => parseSchedule(text));
  const value = writeSchedule(draft) === text ? draft : parseSchedule(text);
  const change = (next: Schedule, field?: string) => {
    setDraft(next);
    set({ schedule: writeSchedule(next) || NOT_YET }, field);
  };
  return (
    <>
      <Select
        label={t("How often")}
        {...box("schedule")}
        allowDeselect={false}
        data={KINDS}
        value={value.kind}
        onChange={(kind) => kind && change(asKind(kind as Schedule["kind"], value))}
      />
      <Parts value={value} onChange={change} />
      <Clock trigger={trigger} set={set} />
      <Whom trigger={trigger} set={set} everybody={t("Everybody")} />
    </>
  );
}

export const schedule: Way = {
  kind: "schedule",
  name: t("On a schedule"),
  text: t("Once, as a broadcast, or again and again."),
  owns: MOMENT,
  asksWhom: true,
  fits: asksOne,
  create: () => ({ schedule: NOT_YET }),
  words: (trigger, segmentName) =>
    scheduleWords(chosen(trigger.schedule)) +
    clockWords(trigger) +
    whomWords(trigger, segmentName, t(", everybody")),
  Fields,
};
