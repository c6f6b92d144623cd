/** A schedule as choices: one time, every day, some weekdays, a day of the month; every other one stays the text it is. */
import { plainLocale } from "@/language/chosen";
import { as, t } from "@/language/t";

/** As cron names them, in the order of a week. */
export const WEEKDAYS = [
  { value: "mon", label: t("Monday") },
  { value: "tue", label: t("Tuesday") },
  { value: "wed", label: t("Wednesday") },
  { value: "thu", label: t("Thursday") },
  { value: "fri", label: t("Friday") },
  { value: "sat", label: t("Saturday") },
  { value: "sun", label: t("Sunday") },
] as const;
const NAMES: readonly string[] = WEEKDAYS.map(({ value }) => value);
/** The day of a month that is its last one, whichever it is. */
export const LAST_DAY = "L";
export const NINE = "09:00";

export type Schedule =
  /** A local date ("2026-12-24") and time; without the date nothing is chosen yet. */
  | { kind: "once"; date: string; time: string }
  | { kind: "daily"; time: string }
  | { kind: "weekly"; days: readonly string[]; time: string }
  /** "1" to "31", or the last one. */
  | { kind: "monthly"; day: string; time: string }
  | { kind: "text"; text: string };

const two = (part: string) => part.padStart(2, "0");

/** What the text of a trigger says. */
export function parseSchedule(text: string): Schedule {
  const plain = text.trim();
  if (plain === "") return { kind: "once", date: "", time: NINE };
  const once = /^(\d{4}-\d{2}-\d{2})[ Tt](\d{2}:\d{2}(?::\d{2})?)$/.exec(plain);
  if (once) return { kind: "once", date: once[1] ?? "", time: once[2] ?? "" };
  const [minute = "", hour = "", day = "", month = "", week = "", ...more] = plain.split(/\s+/);
  const other: Schedule = { kind: "text", text };
  if (more.length || month !== "*" || !isUpTo(59, minute) || !isUpTo(23, hour)) return other;
  const time = `${two(String(Number(hour)))}:${two(String(Number(minute)))}`;
  if (day === "*" && week === "*") return { kind: "daily", time };
  if (week === "*") {
    const last = day.toUpperCase() === LAST_DAY;
    if (!last && (!isUpTo(31, day) || Number(day) < 1)) return other;
    return { kind: "monthly", day: last ? LAST_DAY : String(Number(day)), time };
  }
  const days = day === "*" ? weekdays(week) : null;
  return days ? { kind: "weekly", days, time } : other;
}

/** The text of a trigger; "" while something is not chosen yet. */
export function writeSchedule(schedule: Schedule): string {
  if (schedule.kind === "text") return schedule.text;
  const { time } = schedule;
  if (schedule.kind === "once") return schedule.date && time ? `${schedule.date} ${time}` : "";
  const [hour, minute] = time.split(":").map(Number);
  if (hour === undefined || minute === undefined) return "";
  switch (schedule.kind) {
    case "daily":
      return `${minute} ${hour} * * *`;
    case "weekly":
      return schedule.days.length ? `${minute} ${hour} * * ${inOrder(schedule.days)}` : "";
    case "monthly":
      return schedule.day ? `${minute} ${hour} ${schedule.day} * *` : "";
  }
}

/** "every Monday at 09:00": to be read after "people enter"; nothing chosen is "on a schedule". */
export function scheduleWords(text: string): string {
  const schedule = parseSchedule(text);
  if (text.trim() === "") return t("on a schedule");
  switch (schedule.kind) {
    case "once":
      return t`on ${dateWords(schedule.date)} at ${schedule.time}`;
    case "daily":
      return t`every day at ${schedule.time}`;
    case "weekly":
      return t`every ${daysWords(schedule.days)} at ${schedule.time}`;
    case "monthly":
      return t`on ${monthDayWords(schedule.day)} of every month at ${schedule.time}`;
    case "text":
      return t`by the schedule "${text.trim()}"`;
  }
}

const isUpTo = (most: number, part: string) => /^\d{1,2}$/.test(part) && Number(part) <= most;

/** The place in the week, from Monday, of "mon", "1", "0" and "7"; -1 for what is no weekday. */
function placeOf(part: string): number {
  return /^[0-7]$/.test(part) ? (Number(part) + 6) % 7 : NAMES.indexOf(part.toLowerCase());
}

/** "mon,wed" and "1-5" as the names of the days, in the order of a week; null where it says more than that. */
function weekdays(part: string): string[] | null {
  const found = new Set<number>();
  for (const piece of part.split(",")) {
    const [from = "", to = from, ...more] = piece.split("-");
    const [first, last] = [placeOf(from), placeOf(to)];
    if (more.length || first < 0 || last < first) return null;
    for (let at = first; at <= last; at += 1) found.add(at);
  }
  return NAMES.filter((_, at) => found.has(at));
}

const WORKDAYS = "mon,tue,wed,thu,fri";

function inOrder(days: readonly string[]): string {
  const text = NAMES.filter((one) => days.includes(one)).join(",");
  return text === WORKDAYS ? "mon-fri" : text;
}

function daysWords(days: readonly string[]): string {
  if (days.length === WEEKDAYS.length) return as("schedule", "day");
  if (days.join() === WORKDAYS) return t("Monday to Friday");
  const names = WEEKDAYS.filter(({ value }) => days.includes(value)).map(({ label }) => label);
  return names.length > 1
    ? t`${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`
    : names.join();
}

const ENDS: Record<number, string> = {
  1: t("st"),
  2: t("nd"),
  3: t("rd"),
  21: t("st"),
  22: t("nd"),
  23: t("rd"),
};

function monthDayWords(day: string): string {
  if (day === LAST_DAY) return t("the last day");
  return t`the ${day}${ENDS[Number(day)] ?? (day === "31" ? t("st") : t("th"))}`;
}

const inWords = new Intl.DateTimeFormat(plainLocale, {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** "24 Dec 2026"; a date that there is not stays as it was written. */
function dateWords(date: string): string {
  const ms = Date.parse(`${date}T00:00Z`);
  return Number.isNaN(ms) ? date : inWords.format(ms);
}
