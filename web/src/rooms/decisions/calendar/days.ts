/** The days of a month or a week as the calendar draws them, from Monday, as dates without a zone. */

import { plainLocale } from "@/language/chosen";

const DAY_MS = 86_400_000;
const WEEK = 7;
export type Span = "month" | "week";

const ms = (day: string) => Date.parse(`${day}T00:00Z`);
const iso = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The day so many days later. */
export const later = (day: string, days: number): string => iso(ms(day) + days * DAY_MS);

/** The Monday of a day's week. */
function monday(day: string): string {
  const weekday = (new Date(ms(day)).getUTCDay() + 6) % WEEK;
  return later(day, -weekday);
}

/** All days that are shown around a day: its week, or its month in whole weeks. */
export function daysAround(day: string, span: Span): string[] {
  const first = monday(span === "week" ? day : `${day.slice(0, 7)}-01`);
  if (span === "week") return Array.from({ length: WEEK }, (_, at) => later(first, at));
  const last = moved(`${day.slice(0, 7)}-01`, "month", 1);
  const days: string[] = [];
  for (let one = first; one < last || days.length % WEEK !== 0; one = later(one, 1)) days.push(one);
  return days;
}

/** The same place so many weeks or months on. */
export function moved(day: string, span: Span, by: number): string {
  if (span === "week") return later(day, by * WEEK);
  const month = new Date(`${day.slice(0, 7)}-01T00:00Z`);
  month.setUTCMonth(month.getUTCMonth() + by);
  return iso(month.getTime());
}

/** The date at a moment, on the clock of a zone. */
export function dateIn(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(at);
}

/** The time of day at a moment, on the clock of a zone. */
export const timeIn = (at: number, zone: string): string =>
  new Intl.DateTimeFormat(plainLocale, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);

const long = new Intl.DateTimeFormat(plainLocale, {
  weekday: "long",
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});
const month = new Intl.DateTimeFormat(plainLocale, {
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
export const dayName = (day: string): string => long.format(ms(day));
export const monthName = (day: string): string => month.format(ms(day));
