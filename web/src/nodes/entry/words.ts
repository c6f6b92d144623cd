/** The entry's rules in words. */
import { durationWords } from "@/canvas/duration";
import { count } from "@/ui/format/format";
import type { Entry, Reentry } from "@/canvas/document";

export function reentryWords(reentry: Reentry | undefined): string {
  const per = reentry?.key ? `, per ${reentry.key}` : "";
  switch (reentry?.policy ?? "after_exit") {
    case "once":
      return `Once only${per}`;
    case "after":
      return `Again ${durationWords(reentry?.after)} after the last time${per}`;
    case "always":
      return `Again at any time${per}`;
    default:
      return `Again after leaving${per}`;
  }
}

/** Whom the account chooses, in words; "" where each member enters for themselves. */
export function accountWords(rule: Entry["account"]): string {
  if (!rule) return "";
  const many = rule.limit && rule.limit > 1 ? `up to ${rule.limit} members` : "a member";
  const wanted = (rule.recipient ?? []).filter(Boolean).join(", else ");
  return `The account chooses ${many}${wanted ? `: ${wanted}` : ""}`;
}

/** How many may enter, in words; "" where as many do as come. */
export function limitWords(limits: Entry["limits"]): string {
  const { total, per_hour, per_day, beyond } = limits ?? {};
  const counts = [
    per_hour ? `${count(per_hour)} an hour` : "",
    per_day ? `${count(per_day)} a day` : "",
    total ? `${count(total)} in all` : "",
  ].filter(Boolean);
  if (!counts.length) return "";
  const others = (per_hour || per_day) && beyond !== "refuse" ? ", the others wait" : "";
  return `At most ${counts.join(" and ")}${others}`;
}
