/** A way in: a date of the person or the account comes. */
import { Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { useState, type JSX } from "react";
import type { Trigger } from "@/canvas/document";
import { durationWords, parseDuration } from "@/canvas/duration";
import { PathField } from "../../fields/NameFields";
import { asksOne, chosen, Clock, clockWords, MOMENT, NOT_YET, Whom, whomWords } from "./moment";
import type { Edits, Way, WayProps } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";
import css from "./ways.module.css";

const DAYS_BEFORE = 7;
const SIDES = [
  { value: "before", label: t("Days before") },
  { value: "on", label: t("On the day") },
  { value: "after", label: t("Days after") },
];

/** The days of "-7d" and "1w"; null for what no days are, such as "36h". */
function daysOf(offset: string | undefined): number | null {
  const found = parseDuration(offset ?? "0d");
  if (found?.amount === 0) return 0;
  const days = found && { d: 1, w: 7 }[found.unit];
  return found && days && Number.isInteger(found.amount) ? found.amount * days : null;
}

const sideOf = (days: number | null) =>
  days === null ? "other" : days < 0 ? "before" : days > 0 ? "after" : "on";

const written = (side: string, days: number) =>
  days === 0 ? undefined : `${side === "before" ? -days : days}d`;

/** "36 hours before", of what no days are. */
function movedWords(offset: string): string {
  const back = offset.trim().startsWith("-");
  return `${durationWords(offset.trim().replace(/^[+-]/, ""))} ${back ? t("before") : t("after")}`;
}

/** How far from the date: days to choose, and what was written otherwise as long as nobody chooses. */
function Offset({ trigger, set }: Edits): JSX.Element {
  const days = daysOf(trigger.offset);
  const [choice, setChoice] = useState(() => sideOf(days));
  // While the number is being typed there may be none: the side stays the one that was chosen.
  const side = days === 0 ? (choice === "other" ? "on" : choice) : sideOf(days);
  const choose = (next: string | null) => {
    if (next === null || next === "other") return;
    setChoice(next as typeof choice);
    const amount = Math.abs(days ?? 0) || DAYS_BEFORE;
    set({ offset: next === "on" ? undefined : written(next, amount) });
  };
  const other = { value: "other", label: movedWords(trigger.offset ?? "") };
  return (
    <div className={css.pair}>
      <Select
        label={t("When")}
        allowDeselect={false}
        data={days === null ? [...SIDES, other] : SIDES}
        value={side}
        onChange={choose}
      />
      {side === "before" || side === "after" ? (
        <NumberInput
          label={t("Days")}
          min={1}
          allowDecimal={false}
          value={days ? Math.abs(days) : ""}
          onChange={(amount) => {
            setChoice(side);
            set({ offset: written(side, Number(amount) || 0) }, "offset");
          }}
        />
      ) : null}
    </div>
  );
}

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  return (
    <>
      <PathField
        label={t("Field with the date")}
        {...box("date")}
        value={chosen(trigger.date)}
        onChange={(date) => set({ date: date || NOT_YET }, "date")}
      />
      <Offset trigger={trigger} set={set} />
      <TextInput
        type="time"
        label={t("At")}
        {...box("at")}
        description={t("Empty: at the date's own time, or as the day begins.")}
        value={trigger.at ?? ""}
        onChange={(event) => set({ at: event.currentTarget.value || undefined }, "at")}
      />
      <Checkbox
        label={t("Every year")}
        checked={trigger.yearly ?? false}
        onChange={(event) => set({ yearly: event.currentTarget.checked || undefined })}
      />
      <Clock trigger={trigger} set={set} />
      <Whom trigger={trigger} set={set} everybody={t("Everybody with this date")} />
    </>
  );
}

function dateWords(trigger: Trigger): string {
  const name = chosen(trigger.date);
  if (!name) return t("when a date comes");
  const days = daysOf(trigger.offset);
  const moved =
    days === null
      ? movedWords(trigger.offset ?? "")
      : days === 0
        ? t("on the day of")
        : `${Math.abs(days)} ${Math.abs(days) === 1 ? t("day") : t("days")} ${days < 0 ? t("before") : t("after")}`;
  const yearly = trigger.yearly ? t("every year ") : "";
  return `${yearly}${moved} ${name}${trigger.at ? t` at ${trigger.at}` : ""}${clockWords(trigger)}`;
}

export const date: Way = {
  kind: "date",
  name: t("A date comes"),
  text: t("Such as 7 days before a renewal, or each birthday."),
  owns: ["offset", "at", "yearly", ...MOMENT],
  asksWhom: true,
  fits: asksOne,
  create: () => ({ date: NOT_YET }),
  words: (trigger, segmentName) => `${dateWords(trigger)}${whomWords(trigger, segmentName, "")}`,
  Fields,
};
