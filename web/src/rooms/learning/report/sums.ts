/** Counts by reason, added up, the commonest first. */
export interface Sum {
  reason: string;
  count: number;
}

const WORDS: Record<string, string> = {
  filter_false: "the entry filter was not met",
  filter_unknown: "a value that the entry filter needs was missing",
  already_inside: "they were inside already",
  already_entered: "they may enter only once",
  too_soon: "they had entered too recently",
  too_late: "the event came too late",
  exit_holds: "an exit rule held already",
  group_taken: "they stood in another journey of its group",
  outranked: "a better journey of its group took its place",
  held_for_better: "held, so that a better one might overtake it",
  already_waiting: "they waited for a place already",
  entry_total: "as many as may had entered in all",
  entry_rate: "as many as may had entered in this time",
  queue_full: "too many waited for a place",
  waited_too_long: "they had waited for a place for too long",
  taken_out: "an operator took them out of the queue",
  entries_lost: "the record of who was let in is lost",
  keys_forgotten: "nobody knows whether this key is new",
  held_out_journey: "held out of this journey",
  held_out_programme: "held out of the programme",
  held_out_global: "held out of everything",
  no_address: "no address for this channel",
  phone_invalid: "no phone number where one should stand",
  phone_country_unknown: "a phone number without its country",
  no_opt_in: "no opt-in for this channel",
  unsubscribed: "unsubscribed",
  capped: "the frequency cap was reached",
  quiet_hours: "quiet hours",
  never_open: "no hour was open in two weeks",
  outside_send_window: "outside the hours that their country allows",
  consent_pending: "a yes that is not confirmed yet",
  confirmation_limit: "asked to confirm often enough for a day",
  paused_by_person: "they asked for a pause",
  frequency_chosen: "as many a week as they want",
  address_asked: "it was not known yet what was said of the address",
  address_crowded: "too many people share the address",
  address_left: "they no longer have this address",
  devices_gone: "no device is left that can be reached",
  domain_rate: "waited for the rate of the recipient's domain",
  content_blank: "a part of the message came out empty",
  personalisation_missing: "a field of the message had no value",
  completed: "came to the end",
  goal_reached: "reached the goal",
  moved_out: "let go when their step was taken away",
  journey_stopped: "the journey was stopped",
  journey_paused: "the journey is paused",
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
