/** The words of the backlog. */
import type { BacklogItem } from "@/api/wire";
import type { Tone } from "@/ui/badge/Badge";
import { places } from "@/ui/format/format";

export const SOURCES: Record<BacklogItem["source"], string> = {
  hand: "by hand",
  drop_off: "a step that loses people",
  guard: "a check that failed",
  cap: "a cap",
  ended: "a comparison that ended",
  alarm: "an alarm",
};

export const STATES: Record<BacklogItem["state"], { name: string; tone: Tone }> = {
  idea: { name: "Idea", tone: "" },
  planned: { name: "Planned", tone: "info" },
  doing: { name: "In work", tone: "info" },
  done: { name: "Done", tone: "good" },
  dismissed: { name: "Dismissed", tone: "" },
};

const short = (value: number): string => places(Number.isInteger(value) ? 0 : 1).format(value);

/** "+30 a month for 2 days". */
export function promiseOf(one: Pick<BacklogItem, "effect" | "effort_days">): string {
  const effect = one.effect === null ? "" : `+${short(one.effect)} a month`;
  const effort =
    one.effort_days === null
      ? ""
      : `${short(one.effort_days)} ${one.effort_days === 1 ? "day" : "days"}`;
  return [effect, effort].filter(Boolean).join(" for ");
}
