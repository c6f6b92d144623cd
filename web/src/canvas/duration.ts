/** Durations as people write them ("14d", "90m") and as they read them ("14 days"). */
import { t } from "@/language/t";
import { many, type Unit } from "./units";

const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
export const UNITS = [
  { value: "m", label: t("minutes") },
  { value: "h", label: t("hours") },
  { value: "d", label: t("days") },
  { value: "w", label: t("weeks") },
] as const;
const NAMES: Record<string, Unit> = {
  ms: "millisecond",
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
};

export interface Duration {
  amount: number;
  unit: string;
}

/** The parts of "14d"; null when it is no duration. A sign is kept. */
export function parseDuration(text: string | undefined): Duration | null {
  const found = /^([+-]?\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)$/.exec((text ?? "").trim());
  return found?.[1] && found[2] ? { amount: Number(found[1]), unit: found[2] } : null;
}

/** Milliseconds of a duration; null when it is none. */
export function durationMs(text: string | undefined): number | null {
  const parts = parseDuration(text);
  return parts ? parts.amount * (UNIT_MS[parts.unit] ?? 0) : null;
}

/** "14 days"; the text itself when it is no duration. */
export function durationWords(text: string | undefined): string {
  const parts = parseDuration(text);
  if (!parts) return text ?? "";
  return many(parts.amount, NAMES[parts.unit] ?? "day");
}

/** The two largest units of a span: "3 d 4 h", "12 min". */
export function spanWords(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.round(Math.abs(ms) / 1000))} s`;
  if (minutes < 60) return t`${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? t`${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return hours % 24 && days < 14 ? t`${days} d ${hours % 24} h` : t`${days} d`;
}
