/** How people get in, in words. */
import { conditionSentence, type Named } from "@/canvas/rules/words";
import type { Entry, Trigger } from "@/canvas/document";
import { saidBy, wayOf } from "./kinds";
import { t } from "@/language/t";

/** What is said of one way in, to be read after "people enter". */
export function triggerWords(trigger: Trigger, segmentName: Named): string {
  const way = wayOf(trigger);
  if (!way) {
    const fields = saidBy(trigger).map(([field]) => field);
    return fields.length
      ? t`when its text says so (${fields.join(", ")})`
      : t("when something happens");
  }
  const happens = way.words(trigger, segmentName);
  return trigger.where
    ? t`${happens}, if ${conditionSentence(trigger.where, segmentName)}`
    : happens;
}

/** Each way in, to be read after "people enter"; none where nobody can enter. */
export function wayWords({ on = [], triggers = [] }: Entry, segmentName: Named): string[] {
  return [
    ...(on.length ? [t`when ${on.join(" or ")} happens`] : []),
    ...triggers.map((one) => triggerWords(one, segmentName)),
  ];
}

/** Whether the words name a segment, or may do. */
export const namesSegments = ({ where = "", triggers = [] }: Entry): boolean =>
  triggers.length > 0 || where.includes("in_segment");
