/** The entry's rules in words. */
import { durationWords } from "@/canvas/duration";
import type { Reentry } from "@/canvas/document";

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
