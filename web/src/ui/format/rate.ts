/** Shares of people: below thirty of them it is counted, and no rate is told. */
import { count, share } from "./format";
import { t } from "@/language/t";

/** So many stand below the line before a rate says more than chance. */
export const RATE_FROM = 30;

/** "31.8 %", or "7 of 22" while too few stand below the line. `value` is the rate where it is no plain quotient. */
export function rate(part: number, of: number, digits?: number, value = part / of): string {
  if (of <= 0) return "—";
  return of < RATE_FROM ? t`${count(part)} of ${count(of)}` : share(value, digits);
}

/** The rate beside a count that stands there already; nothing while too few stand below the line. */
export const rateBeside = (part: number, of: number, digits?: number): string =>
  of < RATE_FROM ? "" : share(part / of, digits);
