/** Counts by reason, added up, the commonest first. */
import { t } from "@/language/t";
export interface Sum {
  reason: string;
  count: number;
}

const WORDS: Record<string, string> = {
  filter_false: t("the entry filter was not met"),
  filter_unknown: t("a value that the entry filter needs was missing"),
  already_inside: t("they were inside already"),
  already_entered: t("they may enter only once"),
  too_soon: t("they had entered too recently"),
  too_late: t("the event came too late"),
  exit_holds: t("an exit rule held already"),
  group_taken: t("they stood in another journey of its group"),
  outranked: t("a better journey of its group took its place"),
  held_for_better: t("held, so that a better one might overtake it"),
  already_waiting: t("they waited for a place already"),
  entry_total: t("as many as may had entered in all"),
  entry_rate: t("as many as may had entered in this time"),
  queue_full: t("too many waited for a place"),
  waited_too_long: t("they had waited for a place for too long"),
  taken_out: t("an operator took them out of the queue"),
  entries_lost: t("the record of who was let in is lost"),
  keys_forgotten: t("nobody knows whether this key is new"),
  held_out_journey: t("held out of this journey"),
  held_out_programme: t("held out of the programme"),
  held_out_global: t("held out of everything"),
  no_address: t("no address for this channel"),
  phone_invalid: t("no phone number where one should stand"),
  phone_country_unknown: t("a phone number without its country"),
  no_opt_in: t("no opt-in for this channel"),
  unsubscribed: t("unsubscribed"),
  capped: t("the frequency cap was reached"),
  quiet_hours: t("quiet hours"),
  never_open: t("no hour was open in two weeks"),
  outside_send_window: t("outside the hours that their country allows"),
  consent_pending: t("a yes that is not confirmed yet"),
  confirmation_limit: t("asked to confirm often enough for a day"),
  paused_by_person: t("they asked for a pause"),
  frequency_chosen: t("as many a week as they want"),
  address_asked: t("it was not known yet what was said of the address"),
  address_crowded: t("too many people share the address"),
  address_left: t("they no longer have this address"),
  devices_gone: t("no device is left that can be reached"),
  domain_rate: t("waited for the rate of the recipient's domain"),
  content_blank: t("a part of the message came out empty"),
  personalisation_missing: t("a field of the message had no value"),
  completed: t("came to the end"),
  goal_reached: t("reached the goal"),
  moved_out: t("let go when their step was taken away"),
  journey_stopped: t("the journey was stopped"),
  journey_paused: t("the journey is paused"),
};

/** A reason as people say it; a name that somebody gave to an exit stays as it is. */
export const reasonWords = (reason: string): string => WORDS[reason] ?? reason.replace(/_/g, " ");

export function sumsOf(rows: readonly (readonly [string, number])[]): Sum[] {
  const sums = new Map<string, number>();
  for (const [reason, number] of rows) sums.set(reason, (sums.get(reason) ?? 0) + number);
  return [...sums]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}
