/** Verdicts in words, and what several of them have in common. */
import type { Contrast, Lift } from "@/api/wire";
import { type Tone } from "@/ui/badge/Badge";
import { t } from "@/language/t";

export const VERDICTS: Record<string, { name: string; tone: Tone }> = {
  lift: { name: t("Lift"), tone: "good" },
  harm: { name: t("Harm"), tone: "bad" },
  better: { name: t("Better"), tone: "good" },
  worse: { name: t("Worse"), tone: "bad" },
  no_difference_seen: { name: t("No difference seen"), tone: "" },
  not_enough_data: { name: t("Not enough data yet"), tone: "info" },
  not_told: { name: t("No verdict by group"), tone: "" },
  guard_failed: { name: t("A check failed"), tone: "warn" },
};

/** Too little to be drawn: an interval would say more than there is. */
export const isOpen = (one: Pick<Contrast, "verdict">): boolean =>
  one.verdict === "not_enough_data" || one.verdict === "guard_failed";

/** The verdict of a comparison: of two arms, than which one it is better or worse. */
export function wordsOf(one: Pick<Contrast, "verdict" | "against">): { name: string; tone: Tone } {
  const words = VERDICTS[one.verdict] ?? { name: one.verdict, tone: "" as const };
  const compares = one.verdict === "better" || one.verdict === "worse";
  return compares ? { ...words, name: t`${words.name} than ${one.against}` } : words;
}

/** A verdict was given, so that what was caused can be told. */
export const isSettled = (one: Pick<Lift, "verdict">): boolean =>
  one.verdict === "lift" || one.verdict === "harm" || one.verdict === "no_difference_seen";

/** Half of the axis on which all of them are drawn; those without a verdict do not stretch it. */
export function reachOf(rows: readonly Contrast[]): number {
  const ends = rows
    .filter((one) => !isOpen(one))
    .flatMap((one) => [Math.abs(one.difference.low), Math.abs(one.difference.high)]);
  return Math.max(0.001, ...ends) * 1.1;
}
