/** The figures above a report: who was held out, what was caused or why nothing is said of it. */
import type { Report } from "@/api/wire";
import { between, compact, count } from "@/ui/format/format";
import { rateBeside } from "@/ui/format/rate";
import { t } from "@/language/t";

/** The bounds of what was caused. */
export const rangeOf = ({ low, high, of }: NonNullable<Report["caused"]>): string =>
  [between(low, high, compact), of].filter(Boolean).join(", ");

/** Why nothing is said to be caused. */
export function whyNothing(lift: Report["lift"]): string {
  if (!lift) return t("needs a holdout");
  return lift.verdict === "guard_failed" ? t("a check failed") : t("no verdict yet");
}

export const heldOut = ({ held_out: held, entered }: Report) => ({
  name: t("Held out"),
  value: count(held),
  under: rateBeside(held, entered),
});
