/** Numbers, shares and times as people read them. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const dateOnly = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const timeOnly = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const count = (value: number): string => whole.format(value);
export const compact = (value: number): string => (Math.abs(value) < 10_000 ? whole.format(value) : short.format(value));
export const when = (ms: number): string => dateTime.format(ms);
export const day = (ms: number): string => dateOnly.format(ms);
export const clock = (ms: number): string => timeOnly.format(ms);

/** 0.0213 as "2.1 %"; one more digit below one per cent. */
export function share(value: number, digits?: number): string {
  const percent = value * 100;
  const places = digits ?? (Math.abs(percent) < 1 && percent !== 0 ? 2 : 1);
  return `${percent.toFixed(places)} %`;
}

/** 0.021 as "+2.1 pts"; nothing for nothing. */
export function points(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const rounded = (value * 100).toFixed(Math.abs(value) < 0.01 ? 2 : 1);
  return `${value > 0 ? "+" : ""}${rounded.replace("-", "−")} pts`;
}

/** "12 s ago", "3 h ago", "in 2 d", or the date when it is far. */
export function ago(ms: number, now = Date.now()): string {
  const span = now - ms;
  const far = Math.abs(span);
  if (far > 6 * 86_400_000) return day(ms);
  const [size, unit] = far < 60_000 ? [1000, "s"] : far < 3_600_000 ? [60_000, "min"] : far < 86_400_000 ? [3_600_000, "h"] : [86_400_000, "d"];
  const text = `${Math.floor(far / size)} ${unit}`;
  if (far < 1000) return "now";
  return span >= 0 ? `${text} ago` : `in ${text}`;
}

/** Any JSON value on one line. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "string" ? value : JSON.stringify(value);
}
