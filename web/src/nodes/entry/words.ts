/** The entry's rules in words. */
import { durationWords } from "@/canvas/duration";
import { count } from "@/ui/format/format";
import type { Entry, Reentry } from "@/canvas/document";
import { t } from "@/language/t";

export function reentryWords(reentry: Reentry | undefined): string {
  const per = reentry?.key ? t`, per ${reentry.key}` : "";
  switch (reentry?.policy ?? "after_exit") {
    case "once":
      return t`Once only${per}`;
    case "after":
      return t`Again ${durationWords(reentry?.after)} after the last time${per}`;
    case "always":
      return t`Again at any time${per}`;
    default:
      return t`Again after leaving${per}`;
  }
}

/** Whom the account chooses, in words; "" where each member enters for themselves. */
export function accountWords(rule: Entry["account"]): string {
  if (!rule) return "";
  const many = rule.limit && rule.limit > 1 ? t`up to ${rule.limit} members` : t("a member");
  const wanted = (rule.recipient ?? []).filter(Boolean).join(", else ");
  const { at_once, per_hour, per_day } = rule;
  const counts = [
    at_once ? t`${count(at_once)} side by side` : "",
    per_hour ? t`${count(per_hour)} an hour` : "",
    per_day ? t`${count(per_day)} a day` : "",
  ].filter(Boolean);
  const most = counts.length ? t`; at most ${counts.join(" and ")}` : "";
  return t`The account chooses ${many}${wanted ? `: ${wanted}` : ""}${most}`;
}

/** How many may enter, in words; "" where as many do as come. */
export function limitWords(limits: Entry["limits"]): string {
  const { total, per_hour, per_day, beyond } = limits ?? {};
  const counts = [
    per_hour ? t`${count(per_hour)} an hour` : "",
    per_day ? t`${count(per_day)} a day` : "",
    total ? t`${count(total)} in all` : "",
  ].filter(Boolean);
  if (!counts.length) return "";
  const others = (per_hour || per_day) && beyond !== "refuse" ? t(", the others wait") : "";
  return t`At most ${counts.join(" and ")}${others}`;
}
