/** The words of the backlog. */
import type { BacklogItem } from "@/api/wire";
import type { Tone } from "@/ui/badge/Badge";
import { places } from "@/ui/format/format";
import { t } from "@/language/t";

export const SOURCES: Record<BacklogItem["source"], string> = {
  hand: t("by hand"),
  drop_off: t("a step that loses people"),
  guard: t("a check that failed"),
  cap: t("a cap"),
  ended: t("a comparison that ended"),
  alarm: t("an alarm"),
};

export const STATES: Record<BacklogItem["state"], { name: string; tone: Tone }> = {
  idea: { name: t("Idea"), tone: "" },
  planned: { name: t("Planned"), tone: "info" },
  doing: { name: t("In work"), tone: "info" },
  done: { name: t("Done"), tone: "good" },
  dismissed: { name: t("Dismissed"), tone: "" },
};

const short = (value: number): string => places(Number.isInteger(value) ? 0 : 1).format(value);

/** "+30 a month for 2 days". */
export function promiseOf(one: Pick<BacklogItem, "effect" | "effort_days">): string {
  const effect = one.effect === null ? "" : t`+${short(one.effect)} a month`;
  const effort =
    one.effort_days === null
      ? ""
      : `${short(one.effort_days)} ${one.effort_days === 1 ? t("day") : t("days")}`;
  return [effect, effort].filter(Boolean).join(" for ");
}
