/** Numbers, shares and times as people read them, as the chosen language writes them and in the viewer's own time zone. */
import { locale } from "@/language/chosen";
import { CODES } from "@/language/codes";
import { t } from "@/language/t";

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const dateTimeYear = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const dateOnly = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const dateShort = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const dateLong = new Intl.DateTimeFormat(locale, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const timeOnly = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const weekday = new Intl.DateTimeFormat(locale, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const FAR_MS = 300 * 86_400_000;

const fixed = new Map<number, Intl.NumberFormat>();
export function places(digits: number): Intl.NumberFormat {
  const known =
    fixed.get(digits) ??
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  fixed.set(digits, known);
  return known;
}

export const count = (value: number): string => whole.format(value);
export const compact = (value: number): string =>
  Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);
/** A number of a few digits, such as conversions a person. */
export const decimal = (value: number): string => places(2).format(value);
/** Date and time; with the year when it is not about now. */
export const when = (ms: number, now = Date.now()): string =>
  (Math.abs(now - ms) > FAR_MS ? dateTimeYear : dateTime).format(ms);
export const day = (ms: number): string => dateOnly.format(ms);
/** "21 Jan", of a day counted in UTC. */
export const shortDay = (ms: number): string => dateShort.format(ms);
export const longDay = (ms: number): string => dateLong.format(ms);
/** "Mon 7 Dec, 09:00"; with the year when it is not about now. */
export const weekdayTime = (ms: number, now = Date.now()): string =>
  Math.abs(now - ms) > FAR_MS ? dateTimeYear.format(ms) : weekday.format(ms);
export const clock = (ms: number): string => timeOnly.format(ms);

/** The server's sentences name moments in UTC; here they become the viewer's own. */
export function localTimes(text: string): string {
  return text.replace(
    /\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC\b/g,
    (whole_, date: string, time: string) => {
      const ms = Date.parse(`${date}T${time}Z`);
      return Number.isNaN(ms) ? whole_ : when(ms);
    },
  );
}

/** 0.0213 as "2.1 %"; one more digit below one per cent. */
export function share(value: number, digits?: number): string {
  const percent = value * 100;
  return `${places(digits ?? (Math.abs(percent) < 1 && percent !== 0 ? 2 : 1)).format(percent)} %`;
}

/** 0.021 as "+2.1 pts"; nothing for nothing. */
export function points(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const rounded = places(Math.abs(value) < 0.01 ? 2 : 1).format(value * 100);
  return t`${value > 0 ? "+" : ""}${rounded.replace("-", "−")} pts`;
}

const signed = (value: number, text: string): string =>
  `${value > 0 ? "+" : ""}${text.replace("-", "−")}`;

/** 0.324 as "+32.4 %", of what is more or less in parts of what there was; no digit behind the point from 100 % on. */
export const change = (value: number): string =>
  signed(value, `${places(Math.abs(value) < 1 ? 1 : 0).format(value * 100)} %`);

/** A sum of the goal's value, in its own unit: two digits below a thousand. */
export const sum = (value: number): string =>
  Math.abs(value) < 1000 ? places(2).format(value) : compact(value);

/** The same as a difference: "+4.32". */
export const sumMore = (value: number): string => signed(value, sum(value));

/** "+1.10 to +7.90"; a bound that cannot be given is said so. */
export function between(
  low: number | null,
  high: number | null,
  show: (value: number) => string,
): string {
  if (low === null && high === null) return t("no bounds yet");
  if (low === null) return t`at most ${show(high ?? 0)}`;
  return high === null ? t`at least ${show(low)}` : t`${show(low)} to ${show(high)}`;
}

/** "12 s ago", "3 h ago", "in 2 d", or the date when it is far. */
export function ago(ms: number, now = Date.now()): string {
  const span = now - ms;
  const far = Math.abs(span);
  if (far > 6 * 86_400_000) return day(ms);
  const [size, unit] =
    far < 60_000
      ? [1000, "s"]
      : far < 3_600_000
        ? [60_000, "min"]
        : far < 86_400_000
          ? [3_600_000, "h"]
          : [86_400_000, "d"];
  const amount = Math.floor(far / size);
  const text = unit === "d" ? t`${amount} d` : `${amount} ${unit}`;
  if (far < 1000) return t("now");
  return span >= 0 ? t`${text} ago` : t`in ${text}`;
}

/** "last_seen" as "last seen". */
export const spoken = (code: string): string => CODES[code] ?? code.replace(/_/g, " ");

/** The first letter large, as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Any JSON value on one line. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "string" ? value : JSON.stringify(value);
}
