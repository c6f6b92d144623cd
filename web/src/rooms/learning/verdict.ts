/** Verdicts in words. */
import type { Tone } from "@/ui/parts";

export const VERDICTS: Record<string, { name: string; tone: Tone }> = {
  lift: { name: "Lift", tone: "good" },
  harm: { name: "Harm", tone: "bad" },
  no_difference_seen: { name: "No difference seen", tone: "" },
  not_enough_data: { name: "Not enough data yet", tone: "info" },
  guard_failed: { name: "A check failed", tone: "warn" },
};
