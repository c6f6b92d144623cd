/** What results can be broken down by: everything that was known of people when they entered. */
import type { TrackingPlan } from "@/api/wire";
import { t } from "@/language/t";

export interface ChoiceGroup {
  group: string;
  items: { value: string; label: string }[];
}

const MOST = 100;

const items = (kind: string, names: string[]) =>
  names.slice(0, MOST).map((name) => ({ value: `${kind}:${name}`, label: name }));

/** Grouped for a select; `events` are those that the journey is entered by. Groups without anything are left out. */
export function choicesOf(
  catalog: TrackingPlan | undefined,
  events: readonly string[],
): ChoiceGroup[] {
  if (!catalog) return [];
  const entry = new Set(
    catalog.events
      .filter((one) => events.includes(one.name))
      .flatMap((one) => Object.keys(one.properties)),
  );
  return [
    { group: t("Segment"), items: items("segment", catalog.segments) },
    { group: t("Field"), items: items("trait", Object.keys(catalog.traits)) },
    { group: t("Account"), items: items("account", Object.keys(catalog.account_traits)) },
    { group: t("Entry event"), items: items("entry", [...entry]) },
  ].filter((one) => one.items.length > 0);
}
