/** The limits of a journey's entries, and how they stand, in words. */
import type { EntriesStanding } from "@/api/wire";
import { t } from "@/language/t";

type Count = (number: number) => string;
type When = (ms: number) => string;

export function entriesWords(data: EntriesStanding, count: Count, when: When): string {
  if (data.lost)
    return t(
      "Nobody is let in: the record of how many were is lost. Publish the journey again, and it counts anew.",
    );
  const rates = [
    data.per_hour ? t`${count(data.per_hour)} an hour` : "",
    data.per_day ? t`${count(data.per_day)} a day` : "",
  ].filter(Boolean);
  const of = data.total ? t` of ${count(data.total)}` : "";
  const limit = rates.length ? t`, at most ${rates.join(" and ")}` : "";
  const waiting = data.waiting
    ? t` ${count(data.waiting)} ${data.waiting === 1 ? t("person waits") : t("people wait")} for a place.`
    : "";
  const next = data.waiting && data.next_at ? t` The next enters at ${when(data.next_at)}.` : "";
  const full =
    data.total && data.let_in >= data.total
      ? t(" Its total is reached: nobody enters any more.")
      : "";
  return t`The journey has let in ${count(data.let_in)}${of}${limit}.${waiting}${next}${full}`;
}
