/** How people get in, in words. */
import { conditionSentence, type Named } from "@/canvas/conditionWords";
import type { Entry, Trigger } from "@/canvas/document";
import { saidBy, wayOf } from "./kinds";

/** What is said of one way in, to be read after "when". */
function triggerWords(trigger: Trigger, segmentName: Named): string {
  const way = wayOf(trigger);
  if (!way) {
    const fields = saidBy(trigger).map(([field]) => field);
    return fields.length ? `its text says so (${fields.join(", ")})` : "something happens";
  }
  const happens = way.words(trigger, segmentName);
  return trigger.where
    ? `${happens}, if ${conditionSentence(trigger.where, segmentName)}`
    : happens;
}

/** Each way in, to be read after "when"; none where nobody can enter. */
export function wayWords({ on, triggers = [] }: Entry, segmentName: Named): string[] {
  return [
    ...(on.length ? [`${on.join(" or ")} happens`] : []),
    ...triggers.map((one) => triggerWords(one, segmentName)),
  ];
}

/** Whether the words name a segment, or may do. */
export const namesSegments = ({ where = "", triggers = [] }: Entry): boolean =>
  triggers.length > 0 || where.includes("in_segment");

const all = (conditions: (string | undefined)[]) => {
  const said = conditions.filter((one): one is string => Boolean(one?.trim()));
  return said.length > 1 ? said.map((one) => `(${one})`).join(" and ") : (said[0] ?? "");
};

/** The condition of those who enter at the publish because what a way in asks holds of them already; "" for nobody. */
export function enteringNow({ where, triggers = [] }: Entry): string {
  const ways = triggers.flatMap((one) => {
    const asked = wayOf(one)?.asks?.(one);
    const asksThem = asked && !one.leaves && (one.existing ?? "enter") === "enter";
    return asksThem ? [all([asked, one.where, where])] : [];
  });
  return ways.length > 1 ? ways.map((one) => `(${one})`).join(" or ") : (ways[0] ?? "");
}
