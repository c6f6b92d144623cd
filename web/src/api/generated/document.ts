/* Made by `npm run generate` from docs/reference/schema; it is not edited. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Row = Record<string, Json>;

/** Every kind of node that the server knows. */
export const NODE_KINDS = [
  "message",
  "wait",
  "split",
  "experiment",
  "choose",
  "update",
  "handoff",
  "goal",
  "exit",
  "webhook",
] as const;
export type NodeKind = (typeof NODE_KINDS)[number];
export type JourneyNode = Journey["nodes"][string];

/**
 * A journey document. `start` is the first node; a `then` that is absent ends the journey.
 *
 * `exclusive` names a group: a person stands in one journey of it at most. `hold` is how long its messages wait so
 * that a better one may overtake them. `metrics` are what it is compared by beside its goal, `factors` what its effect
 * may differ by, as in "trait:plan". `pins` is what its nodes send of templates, by node, and `pinned_metrics` the
 * documents that `metrics` name, by id: written at the publish, and read from no author.
 */
export interface Journey {
  kind: "journey";
  id: string;
  entry: Entry;
  start: string;
  nodes: {
    [k: string]:
      Message | Wait | Split | Experiment | Choose | Update | Handoff | Goal | Exit | WebhookCall;
  };
  name?: string;
  description?: string;
  owner?: string;
  hypothesis?: string;
  priority?: number;
  exclusive?: string;
  hold?: string;
  programme?: string;
  unit?: "person" | "account" | (string & {});
  holdout?: Holdout1;
  goal?: GoalRule | null;
  metrics?: {
    [k: string]: JourneyMetric;
  };
  factors?: string[];
  exits?: ExitRule[];
  quiet_hours?: QuietHours | null;
  planned_end?: string;
  planned_units?: number;
  canvas?: Canvas | null;
  pins?: {
    [k: string]: Pinned;
  };
  pinned_metrics?: {
    [k: string]: PinnedMetric;
  };
}
/**
 * The way in: what people enter on, with which filter of all, how late a signal may be and still trigger.
 *
 * `on` names events that trigger without a filter of their own; `triggers` are ways in beside them. With `account`
 * whoever comes in by them asks her account, which decides by the re-entry policy and chooses the member who enters.
 * `limits` bound the entries of everybody together.
 */
export interface Entry {
  on?: string[];
  triggers?: Trigger[];
  where?: string;
  lateness?: string;
  reentry?: Reentry;
  account?: AccountEntry | null;
  limits?: EntryLimits;
}
/**
 * One way in, with a filter of its own: an `event`; the `change` of a trait to another value; the moment in which
 * something begins to hold, a condition (`when`), that the person is in a `segment` or on a `list`; a `date` of hers;
 * a `schedule`; a `request` by the API; the fall of a number in an `item` of a catalog; or, where the account decides
 * who enters, an `account_event` of the account itself, or that it is in an `account_segment` or on an `account_list`.
 *
 * `from` and `to` are what the trait was and is; None: whatever it was, and whatever it is. `leaves`: the moment in
 * which it ceases to hold. `existing` says what becomes of people of whom it holds when the journey is published.
 *
 * `offset` moves a date ("-7d"), `at` is its local time, `yearly` repeats it. A schedule is five fields of cron, or
 * one local time. With either, a condition, a segment or a list says whom it lets in, and `zone` whose clock counts:
 * "person", "workspace", or the name of a zone.
 */
export interface Trigger {
  event?: string;
  account_event?: string;
  account_segment?: string;
  account_list?: string;
  change?: string;
  when?: string;
  segment?: string;
  list?: string;
  date?: string;
  offset?: string;
  at?: string;
  yearly?: boolean;
  schedule?: string;
  zone?: string;
  request?: boolean;
  item?: ItemFall | null;
  leaves?: boolean;
  existing?: "enter" | "skip" | (string & {});
  from?: string | number | boolean | null;
  to?: string | number | boolean | null;
  where?: string;
}
/**
 * The number in the field `falls` of an item of a catalog falls, such as a price: by any amount, or `by` at least
 * ("5", "10%").
 *
 * Those enter who did the event `seen`, with the item's id in its property `key`, `within` the time before.
 */
export interface ItemFall {
  catalog: string;
  falls: string;
  seen: string;
  key: string;
  by?: string;
  within?: string;
}
/**
 * May a person enter again? once, after_exit, after (a time since the last entry), always; `key`: per property.
 *
 * `at_once` passages beside each other and `times` in all, at most; 0 is as many as come.
 */
export interface Reentry {
  policy?: "once" | "after_exit" | "after" | "always" | (string & {});
  after?: string;
  key?: string;
  concurrent?: boolean;
  at_once?: number;
  times?: number;
}
/**
 * The account decides who enters. `recipient` are conditions on its members, the best one first.
 *
 * At most `limit` members enter at once. Where none of them is true of anybody who can be reached, the `fallback` is
 * the member who triggered (`asker`), `anyone`, or `nobody`. A member who leaves the account leaves the journey, and
 * with `hand_on` the next one enters in her place.
 *
 * `at_once` passages may be open beside each other, in one of which a member stands at most; 0: as re-entry says.
 * `per_hour` and `per_day` bound how many begin in any 60 minutes and any 24 hours; 0: as many as come.
 */
export interface AccountEntry {
  recipient?: string[];
  limit?: number;
  fallback?: "asker" | "anyone" | "nobody" | (string & {});
  hand_on?: boolean;
  at_once?: number;
  per_hour?: number;
  per_day?: number;
}
/**
 * At most so many entries: `total` in all, `per_hour` in any 60 minutes, `per_day` in any 24 hours; 0: no limit.
 *
 * `beyond` says what becomes of those for whom a rate has no place now: they wait in the order in which they came,
 * each for the time `wait` at most, or they are refused.
 */
export interface EntryLimits {
  total?: number;
  per_hour?: number;
  per_day?: number;
  beyond?: "wait" | "refuse" | (string & {});
  wait?: string;
}
/**
 * Send one message on one channel. `if_refused`: go_on, exit or wait (at most `wait_at_most`).
 *
 * `hold` is how long it waits first, so that a better one may overtake it; "": as its journey says.
 *
 * It says what by `content` of its own, or by a published `template`, whose parts and slots `overrides` replaces. The
 * body of a mail of its own is `content.html`, or `mjml`, which is compiled once, with the brand, at the publish.
 *
 * Without `track` its links are not tracked, and nobody is told that it was opened. `utm` is what they carry. A push
 * goes to all `devices` of the person, or to the `latest`, which was seen last. A mail carries `attachments`,
 * published files, behind those of its template. `holdout` withholds this one message from a share of the units, and
 * the others of the journey from nobody. `offer` is the id of an offer that it gives; without one, because the person
 * or the budget does not allow it, `if_no_offer` says: go_on (the message is not sent), send (without it) or exit.
 */
export interface Message {
  kind: "message";
  name?: string;
  note?: string;
  channel: "email" | "sms" | "whatsapp" | "push" | "in_app" | "webhook" | (string & {});
  content?: Content;
  mjml?: string;
  template?: string;
  overrides?: {
    [k: string]: string;
  };
  topic?: string;
  transactional?: boolean;
  if_refused?: "go_on" | "exit" | "wait" | (string & {});
  wait_at_most?: string;
  hold?: string;
  if_failed?: IfFailed;
  then?: string | null;
  track?: boolean;
  devices?: "all" | "latest" | (string & {});
  utm?: Utm;
  attachments?: Enclosed[];
  holdout?: Holdout;
  offer?: string;
  if_no_offer?: "go_on" | "send" | "exit" | (string & {});
}
/**
 * The parts of a message as authored: templates, and the display rules of an in-app message, which are none.
 *
 * `language` "" is Handlebars. `locales` has by language tag (`pt-BR`) what is written otherwise for who reads it.
 * `lookups` has by name what is looked up in catalogs and feeds before the message is rendered.
 *
 * `display` "" is a banner, `trigger` the event of the page that it waits for, `expires_in` a duration from its send
 * ("": for as long as the inbox keeps it), `priority` "" is normal.
 */
export interface Content {
  subject?: string;
  html?: string;
  text?: string;
  preheader?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
  headers?: {
    [k: string]: string;
  };
  sender?: string;
  reply_to?: string;
  method?: string;
  display?: "banner" | "modal" | "inbox" | "" | (string & {});
  trigger?: string;
  expires_in?: string;
  priority?: "low" | "normal" | "high" | "" | (string & {});
  language?: "handlebars" | "liquid" | "" | (string & {});
  locales?: {
    [k: string]: LocalParts;
  };
  lookups?: {
    [k: string]: Lookup;
  };
}
/**
 * What of a message is written otherwise for people of one language; the rest is that of the next one in line.
 */
export interface LocalParts {
  subject?: string;
  html?: string;
  text?: string;
  preheader?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
  headers?: {
    [k: string]: string;
  };
  sender?: string;
  reply_to?: string;
}
/**
 * What templates read as `lookup.NAME`.
 *
 * Of a `catalog`: the item whose id is the value of `id` (a field such as event.sku, or a "text"), or the items that
 * meet `where`, a condition in which `item.` is the item; `sort` is a field, with - before it the greatest first.
 * Of a `feed`: its answer to the values of `with`. Where nothing is found, `default` takes the place.
 */
export interface Lookup {
  catalog?: string;
  id?: string;
  where?: string;
  sort?: string;
  limit?: number;
  feed?: string;
  with?: {
    [k: string]: string;
  };
  missing?: "refuse" | "blank" | (string & {});
  default?: Json;
}
/**
 * What to do when the provider will not take the message: how often to try, then where to go.
 */
export interface IfFailed {
  attempts?: number;
  then?: string;
}
/**
 * Values of utm_source, utm_medium, utm_campaign, utm_content and utm_term; "" adds none.
 *
 * At a message "" is the workspace's value, and without `add` its links stay as they are written.
 */
export interface Utm {
  source?: string;
  medium?: string;
  campaign?: string;
  content?: string;
  term?: string;
  add?: boolean;
}
/**
 * A published file that a mail carries, by its id. `cid`: the HTML shows it as `<img src="cid:...">`.
 */
export interface Enclosed {
  file: string;
  cid?: string;
}
/**
 * Hold this share of units out; they walk the same journey with sends withheld.
 */
export interface Holdout {
  percent?: number;
  salt?: string;
}
/**
 * Wait for a duration, until a local time of day, until a date, or until something happens (with a time-out).
 *
 * Of several `ways` the first that happens says where people go on. A duration is of 24 hours a day, or, with
 * `calendar`, of days by the person's own calendar. With `best_hour` some wait for their own hour instead of the time
 * of day, which is compared with it.
 */
export interface Wait {
  kind: "wait";
  name?: string;
  note?: string;
  for?: string;
  calendar?: boolean;
  until_time?: string;
  weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun" | (string & {}))[];
  best_hour?: BestHour | null;
  until_date?: UntilDate | null;
  until?: Until | null;
  ways?: Way[];
  timeout?: string;
  then?: string | null;
  on_timeout?: string | null;
}
/**
 * A share (percent) of the units waits for the person's own best hour, by the scores of this model, between two
 * local times; all others, and people of whom no best hour is known, wait for the time of day of the wait.
 */
export interface BestHour {
  share?: number;
  model?: string;
  earliest?: string;
  latest?: string;
  salt?: string;
}
/**
 * Until a date field, moved by an offset ("-3d"), at a local time; a past or unreadable date takes its own road.
 */
export interface UntilDate {
  field: string;
  offset?: string;
  at?: string;
  if_past?: string;
  if_unreadable?: string;
}
/**
 * Until an event (with a filter that may compare event.x with entry.x) or until a condition is true.
 */
export interface Until {
  event?: string;
  where?: string;
  when?: string;
}
/**
 * One of several ways out of a wait: an event (with a filter), a condition that is true, or a date that comes.
 *
 * Whichever comes first is taken, of several at once the first in the document; `then` None: the journey ends.
 */
export interface Way {
  name: string;
  event?: string;
  where?: string;
  when?: string;
  date?: WayDate | null;
  then?: string | null;
}
/**
 * A date field, moved by an offset ("-3d"), at a local time; one that has passed has come.
 */
export interface WayDate {
  field: string;
  offset?: string;
  at?: string;
}
/**
 * The first branch whose condition is true; `otherwise` when none is (unknown is not true).
 */
export interface Split {
  kind: "split";
  name?: string;
  note?: string;
  branches: Branch[];
  otherwise?: string | null;
}
/**
 * One way out of a split.
 */
export interface Branch {
  when: string;
  then?: string | null;
  name?: string;
}
/**
 * Weighted arms by stable hash: a unit keeps its arm on every visit and in every version, until it weighs 0.
 *
 * With a `winner` the experiment is over: everybody takes that arm. A unit outside of the slot that it has in an
 * `exclusive` group takes the first arm and is not counted.
 */
export interface Experiment {
  kind: "experiment";
  name?: string;
  note?: string;
  arms: Arm[];
  salt?: string;
  winner?: string;
  exclusive?: Slot | null;
}
/**
 * One arm of an experiment.
 */
export interface Arm {
  name: string;
  weight: number;
  then?: string | null;
}
/**
 * The part of everybody that an experiment of a group has for itself: from this to that percentage of the units,
 * in the order of one hash for the whole group. Experiments whose parts do not overlap have nobody in common.
 */
export interface Slot {
  group: string;
  from?: number;
  to?: number;
}
/**
 * One of the options that a person may have, or nothing (`otherwise`), by a policy that learns from the goal.
 *
 * `nothing` is the least share (percent) for which nothing is done. `by` are groups, `context` numeric fields that a
 * policy may go by; `up_to` is the last stage that it may reach.
 */
export interface Choose {
  kind: "choose";
  name?: string;
  note?: string;
  options: Option[];
  otherwise?: string | null;
  nothing?: number;
  by?: ChoiceGroup[];
  context?: string[];
  reward?: "conversion" | "value" | (string & {});
  up_to?: "random" | "best" | "groups" | "learned" | (string & {});
}
/**
 * One option; `when` says of whom it may be chosen at all, "" of everybody.
 */
export interface Option {
  name: string;
  when?: string;
  then?: string | null;
}
/**
 * A group of people of whom the policy may learn apart from the others: the first whose condition is true.
 */
export interface ChoiceGroup {
  name: string;
  when: string;
}
/**
 * Set traits (each value a constant or `=expression`, such as "=now()"), join and leave lists.
 */
export interface Update {
  kind: "update";
  name?: string;
  note?: string;
  set?: Row;
  add_to?: string[];
  remove_from?: string[];
  then?: string | null;
}
/**
 * Enter the person into another journey, then go on: at once, or when that one has ended, at most after `wait`.
 *
 * `with` says what it is told beside what this one's entry event said, each value a constant or `=expression`.
 * `filter`: the other journey's own filter has to let the person in, by what it is told.
 */
export interface Handoff {
  kind: "handoff";
  name?: string;
  note?: string;
  journey: string;
  with?: Row;
  filter?: boolean;
  wait?: string;
  then?: string | null;
}
/**
 * The person reached what the journey is for.
 */
export interface Goal {
  kind: "goal";
  name?: string;
  note?: string;
  then?: string | null;
}
/**
 * The end, with a reason.
 */
export interface Exit {
  kind: "exit";
  name?: string;
  note?: string;
  reason?: string;
}
/**
 * Call an endpoint and go on with its answer. `held_out`: skip it for people who are held out, or call it too.
 */
export interface WebhookCall {
  kind: "webhook";
  name?: string;
  note?: string;
  url: string;
  method?: string;
  payload?: string;
  body?: string;
  headers?: {
    [k: string]: string;
  };
  timeout?: string;
  held_out?: "skip" | "call" | (string & {});
  if_failed?: IfFailed1;
  then?: string | null;
}
/**
 * What to do when the provider will not take the message: how often to try, then where to go.
 */
export interface IfFailed1 {
  attempts?: number;
  then?: string;
}
/**
 * Hold this share of units out; they walk the same journey with sends withheld.
 */
export interface Holdout1 {
  percent?: number;
  salt?: string;
}
/**
 * What a journey is for, within a time of entry; with `exit`, whoever reaches it leaves.
 */
export interface GoalRule {
  event: string;
  where?: string;
  value?: string;
  within?: string;
  once_by?: string;
  currency?: string;
  exit?: boolean;
}
/**
 * A metric of one journey: defined here, or by the published document that `metric` names.
 *
 * A guardrail is broken when the treated are more than `tolerate` percent worse than the held out, or when more than
 * `at_most` percent of them do it; then it pauses the journey, unless `pauses` is false.
 */
export interface JourneyMetric {
  event?: string;
  receipt?: "unsubscribed" | "complained" | "bounced" | "" | (string & {});
  where?: string;
  measure?: "rate" | "sum" | "ratio" | (string & {});
  value?: string;
  over?: string;
  over_value?: string;
  within?: string;
  better?: "more" | "less" | (string & {});
  cap?: number;
  once_by?: string;
  currency?: string;
  metric?: string;
  role?: "secondary" | "guardrail" | (string & {});
  name?: string;
  at_most?: number;
  tolerate?: number;
  pauses?: boolean;
}
/**
 * Leave at once, also in the middle of a wait: on an event, on the change of a trait, or when a condition holds.
 */
export interface ExitRule {
  on?: string;
  where?: string;
  change?: string;
  when?: string;
  reason?: string;
}
/**
 * No marketing message between these local times of the person's zone.
 */
export interface QuietHours {
  from: string;
  to: string;
}
/**
 * Where the studio drew things; decides nothing.
 */
export interface Canvas {
  positions?: {
    /**
     * @minItems 2
     * @maxItems 2
     */
    [k: string]: [number, number];
  };
  comments?: { id: string; text: string; x: number; y: number }[];
}
/**
 * What one node sends: the compiled content, with the versions it was made of (0: what Loopline ships).
 *
 * Of a node without a template the files and the offer alone are pinned: its content is its own. What an offer
 * promises is pinned (words, value, cost, codes); who may have it, its dates and its budget are those of its newest
 * version.
 */
export interface Pinned {
  content?: Content1;
  template?: number;
  brand?: number;
  blocks?: {
    [k: string]: number;
  };
  attachments?: Attachment[];
  files?: {
    [k: string]: number;
  };
  offer?: Offer | null;
  offer_version?: number;
}
/**
 * The parts of a message as authored: templates, and the display rules of an in-app message, which are none.
 *
 * `language` "" is Handlebars. `locales` has by language tag (`pt-BR`) what is written otherwise for who reads it.
 * `lookups` has by name what is looked up in catalogs and feeds before the message is rendered.
 *
 * `display` "" is a banner, `trigger` the event of the page that it waits for, `expires_in` a duration from its send
 * ("": for as long as the inbox keeps it), `priority` "" is normal.
 */
export interface Content1 {
  subject?: string;
  html?: string;
  text?: string;
  preheader?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
  headers?: {
    [k: string]: string;
  };
  sender?: string;
  reply_to?: string;
  method?: string;
  display?: "banner" | "modal" | "inbox" | "" | (string & {});
  trigger?: string;
  expires_in?: string;
  priority?: "low" | "normal" | "high" | "" | (string & {});
  language?: "handlebars" | "liquid" | "" | (string & {});
  locales?: {
    [k: string]: LocalParts;
  };
  lookups?: {
    [k: string]: Lookup;
  };
}
/**
 * A file of a mail, found by the digest of its bytes. `cid`: the HTML shows it as `<img src="cid:...">`.
 */
export interface Attachment {
  name: string;
  content_type: string;
  digest: string;
  size: number;
  cid?: string;
}
/**
 * An offer: an incentive that journeys give, for whom (`when`), within which dates and bounds.
 *
 * `cost` is the most that one grant takes of the budget, in its currency. `per_person` is how many grants somebody
 * gets of it (0: as many as come), and `cooling_off` for how long after a grant nobody gets another one of it or of
 * its `group`. A grant `expires` so long after it was given ("": never); with `returns` the budget of one that lapses
 * unredeemed comes back. `words` is what templates write as `offer.words`.
 */
export interface Offer {
  kind: "offer";
  id: string;
  name?: string;
  description?: string;
  owner?: string;
  value?: OfferValue;
  words?: string;
  when?: string;
  starts?: string;
  ends?: string;
  cost?: number;
  budget?: OfferBudget;
  per_person?: number;
  group?: string;
  cooling_off?: string;
  codes?: OfferCodes;
  expires?: string;
  returns?: boolean;
  redeemed_by?: OfferRedemption | null;
  margin_floor?: MarginFloor | null;
  archived?: boolean;
}
/**
 * What is given: so many percent off, an amount of a currency, or something else in words.
 */
export interface OfferValue {
  percent?: number;
  amount?: number;
  currency?: string;
  text?: string;
}
/**
 * The most that all grants may cost together, in a currency, and how many there may be; 0: no such bound.
 */
export interface OfferBudget {
  amount?: number;
  currency?: string;
  grants?: number;
}
/**
 * The codes of an offer: the `shared` one, or those that are made of a `prefix` and so many random characters.
 */
export interface OfferCodes {
  source?: "none" | "shared" | "generated" | "pool" | (string & {});
  shared?: string;
  prefix?: string;
  length?: number;
}
/**
 * The event that redeems a grant: the property that holds the code ("": the event alone), and its real cost.
 */
export interface OfferRedemption {
  event: string;
  code?: string;
  cost?: string;
}
/**
 * The field of the person, of the account or of the entry that holds a margin, and the least that it must be.
 */
export interface MarginFloor {
  field: string;
  at_least: number;
}
/**
 * The version of a metric that a version of a journey is compared by, whole.
 */
export interface PinnedMetric {
  version: number;
  document: MetricDocument;
}
/**
 * A metric as a document of its own: journeys name it, so that one definition is counted in all of them.
 */
export interface MetricDocument {
  kind: "metric";
  event?: string;
  receipt?: "unsubscribed" | "complained" | "bounced" | "" | (string & {});
  where?: string;
  measure?: "rate" | "sum" | "ratio" | (string & {});
  value?: string;
  over?: string;
  over_value?: string;
  within?: string;
  better?: "more" | "less" | (string & {});
  cap?: number;
  once_by?: string;
  currency?: string;
  id: string;
  name?: string;
  description?: string;
  owner?: string;
  archived?: boolean;
}
/**
 * May a person enter again? once, after_exit, after (a time since the last entry), always; `key`: per property.
 *
 * `at_once` passages beside each other and `times` in all, at most; 0 is as many as come.
 */
export interface Reentry1 {
  policy?: "once" | "after_exit" | "after" | "always" | (string & {});
  after?: string;
  key?: string;
  concurrent?: boolean;
  at_once?: number;
  times?: number;
}
/**
 * At most so many entries: `total` in all, `per_hour` in any 60 minutes, `per_day` in any 24 hours; 0: no limit.
 *
 * `beyond` says what becomes of those for whom a rate has no place now: they wait in the order in which they came,
 * each for the time `wait` at most, or they are refused.
 */
export interface EntryLimits1 {
  total?: number;
  per_hour?: number;
  per_day?: number;
  beyond?: "wait" | "refuse" | (string & {});
  wait?: string;
}
/**
 * The parts of a message as authored: templates, and the display rules of an in-app message, which are none.
 *
 * `language` "" is Handlebars. `locales` has by language tag (`pt-BR`) what is written otherwise for who reads it.
 * `lookups` has by name what is looked up in catalogs and feeds before the message is rendered.
 *
 * `display` "" is a banner, `trigger` the event of the page that it waits for, `expires_in` a duration from its send
 * ("": for as long as the inbox keeps it), `priority` "" is normal.
 */
export interface Content2 {
  subject?: string;
  html?: string;
  text?: string;
  preheader?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
  headers?: {
    [k: string]: string;
  };
  sender?: string;
  reply_to?: string;
  method?: string;
  display?: "banner" | "modal" | "inbox" | "" | (string & {});
  trigger?: string;
  expires_in?: string;
  priority?: "low" | "normal" | "high" | "" | (string & {});
  language?: "handlebars" | "liquid" | "" | (string & {});
  locales?: {
    [k: string]: LocalParts;
  };
  lookups?: {
    [k: string]: Lookup;
  };
}
/**
 * What to do when the provider will not take the message: how often to try, then where to go.
 */
export interface IfFailed2 {
  attempts?: number;
  then?: string;
}
/**
 * Values of utm_source, utm_medium, utm_campaign, utm_content and utm_term; "" adds none.
 *
 * At a message "" is the workspace's value, and without `add` its links stay as they are written.
 */
export interface Utm1 {
  source?: string;
  medium?: string;
  campaign?: string;
  content?: string;
  term?: string;
  add?: boolean;
}
/**
 * Hold this share of units out; they walk the same journey with sends withheld.
 */
export interface Holdout2 {
  percent?: number;
  salt?: string;
}
/**
 * What is given: so many percent off, an amount of a currency, or something else in words.
 */
export interface OfferValue1 {
  percent?: number;
  amount?: number;
  currency?: string;
  text?: string;
}
/**
 * The most that all grants may cost together, in a currency, and how many there may be; 0: no such bound.
 */
export interface OfferBudget1 {
  amount?: number;
  currency?: string;
  grants?: number;
}
/**
 * The codes of an offer: the `shared` one, or those that are made of a `prefix` and so many random characters.
 */
export interface OfferCodes1 {
  source?: "none" | "shared" | "generated" | "pool" | (string & {});
  shared?: string;
  prefix?: string;
  length?: number;
}
/**
 * A named condition over people.
 */
export interface Segment {
  kind: "segment";
  id: string;
  when: string;
  name?: string;
  description?: string;
}
/**
 * The rules above all journeys: consent, topics, caps, quiet hours, holdouts, zone, country and language.
 *
 * `exclusive` has the rules of groups of journeys, by name; a group that it does not name goes by `first_wins`.
 * `exits` end the passages of many journeys. `countries` are those that messages go to: where any is named, their
 * rules are kept. `postal_address` stands at the end of each marketing mail. `delivery` holds of messages on
 * their way, `tracking` of the data that comes in. `currency` is the one in which goals are added up.
 * `offers` says which offers need an approval, and `approval` which publishes do.
 */
export interface Workspace {
  kind: "workspace";
  id?: string;
  zone?: string;
  salt?: string;
  consent?: {
    [k: string]: "opt_in" | "opt_out" | (string & {});
  };
  topics?: {
    [k: string]: Topic;
  };
  caps?: Cap[];
  quiet_hours?: QuietHours | null;
  holdout?: GlobalHoldout;
  programmes?: {
    [k: string]: Programme;
  };
  exits?: SharedExit[];
  exclusive?: {
    [k: string]: "first_wins" | "best_wins" | (string & {});
  };
  addresses?: {
    [k: string]: string;
  };
  sender?: string;
  country?: string;
  language?: string;
  countries?: string[];
  brand?: PageBrand;
  postal_address?: string;
  double_opt_in?: DoubleOptIn;
  answers?: KeywordAnswers;
  utm?: Utm2;
  delivery?: DeliveryRules;
  tracking?: DeclaredPlan;
  currency?: string;
  offers?: OfferRules;
  approval?: ApprovalRules;
}
/**
 * A consent category. `consent`: opt_in, opt_out, or "" for the channel's rule.
 */
export interface Topic {
  name?: string;
  consent?: "opt_in" | "opt_out" | "" | (string & {});
  transactional?: boolean;
  description?: string;
  hidden?: boolean;
}
/**
 * At most `limit` messages `within` a rolling window, or `per` day, week or month of the person's own calendar.
 *
 * Channel, topic, journey or programme "" counts all of them.
 */
export interface Cap {
  limit: number;
  within?: string;
  per?: "day" | "week" | "month" | "" | (string & {});
  channel?: "email" | "sms" | "whatsapp" | "push" | "in_app" | "webhook" | "" | (string & {});
  topic?: string;
  journey?: string;
  programme?: string;
  reserve?: Reserve | null;
  experiment?: CapExperiment | null;
}
/**
 * So many places of a cap are only for journeys of at least this priority.
 */
export interface Reserve {
  priority: number;
  places?: number;
}
/**
 * People are drawn into arms, each with a limit in the place of the cap's, by a hash that is the same for ever.
 *
 * People who are held out of everything are in no arm: for them, as for everybody when the experiment has ended, the
 * cap's own `limit` holds. Arms are compared by the `goal` and by who unsubscribes and complains.
 */
export interface CapExperiment {
  id: string;
  arms: CapArm[];
  name?: string;
  salt?: string;
  goal?: MeasuredGoal | null;
}
/**
 * One of the limits that are tried, on a share of people: its weight in parts of the sum of all weights.
 */
export interface CapArm {
  name: string;
  limit: number;
  weight?: number;
}
/**
 * An event within a time, and the property that holds its money value.
 *
 * `once_by` is the property that tells two of them apart, such as an order's id: reports count each value of it once.
 * `currency` is the property with the currency of the amount: one in another than the workspace's is not added.
 */
export interface MeasuredGoal {
  event: string;
  where?: string;
  value?: string;
  within?: string;
  once_by?: string;
  currency?: string;
}
/**
 * Hold this share of units out of everything. With `rotates` another group is drawn each month, quarter or year
 * of the workspace's calendar, so that nobody is spared for good; who has entered a journey keeps her side in it.
 * With a `goal`, what all journeys together cause is measured against this group.
 */
export interface GlobalHoldout {
  percent?: number;
  salt?: string;
  rotates?: "month" | "quarter" | "year" | "" | (string & {});
  goal?: MeasuredGoal | null;
}
/**
 * Journeys that serve one end: who is held out of all of them, and the goal by which they are compared.
 *
 * A journey says itself which programme it is of. `name`, `owner` and `north_star` (what the programme is for in the
 * long run, in words) stand on its report.
 */
export interface Programme {
  percent?: number;
  salt?: string;
  name?: string;
  owner?: string;
  north_star?: string;
  goal?: MeasuredGoal | null;
}
/**
 * An exit rule of the workspace: of all journeys, or of those of a `programme`; none of those in `spare`.
 */
export interface SharedExit {
  on?: string;
  where?: string;
  change?: string;
  when?: string;
  reason?: string;
  programme?: string;
  spare?: string[];
}
/**
 * What pages for customers look like: the name they know, a colour such as "#1f5fd6", a logo's https address.
 */
export interface PageBrand {
  name?: string;
  colour?: string;
  logo?: string;
}
/**
 * For which yes an address is asked to confirm: by these channels; where named, of these topics and countries.
 *
 * Within `days` it is to be confirmed, 0: within 14. `template` is the id of a template that is sent in the place of
 * the built-in mail; it writes {{confirm_url}} where the link stands.
 */
export interface DoubleOptIn {
  channels?: ("email" | "sms" | "whatsapp" | "push" | "in_app" | "webhook" | (string & {}))[];
  topics?: string[];
  countries?: string[];
  days?: number;
  template?: string;
}
/**
 * What we answer by SMS to HELP, STOP and START: nothing where `off`. `help_at` is where help is to be had.
 *
 * `help`, `stop` and `start` are texts by language tag ("en", "de"); where there is none, a built-in one is sent.
 */
export interface KeywordAnswers {
  off?: boolean;
  help_at?: string;
  help?: {
    [k: string]: string;
  };
  stop?: {
    [k: string]: string;
  };
  start?: {
    [k: string]: string;
  };
}
/**
 * Values of utm_source, utm_medium, utm_campaign, utm_content and utm_term; "" adds none.
 *
 * At a message "" is the workspace's value, and without `add` its links stay as they are written.
 */
export interface Utm2 {
  source?: string;
  medium?: string;
  campaign?: string;
  content?: string;
  term?: string;
  add?: boolean;
}
/**
 * What holds of all messages on their way, whoever decided them. Providers in `paused` are given nothing.
 */
export interface DeliveryRules {
  domain_rates?: DomainRate[];
  warm_ups?: WarmUp[];
  auto_pause?: AutoPause;
  auto_pause_providers?: AutoPause1;
  paused?: string[];
}
/**
 * At most `limit` mails to these domains together within any such stretch of time, by each provider.
 *
 * `*.example.com` is every domain below it, and `*` each domain that no rule names, by itself. With `provider` it
 * holds for the provider of this name alone.
 */
export interface DomainRate {
  domains: string[];
  limit: number;
  within?: string;
  provider?: string;
}
/**
 * The most messages that a new provider gets a day (UTC), from the day `starts` on.
 *
 * `days` has those of the first days. With `growth` the last of them grows by it each day until `most`, where the plan
 * ends; without, it ends with `days`.
 */
export interface WarmUp {
  provider: string;
  starts: string;
  days: number[];
  growth?: number;
  most?: number;
}
/**
 * When a journey, or a provider, is paused whose e-mails are received badly: percent of its last stretch of time.
 *
 * 0 watches for nothing. Nothing is said of fewer mails than `at_least`, and those in `spare` go on.
 */
export interface AutoPause {
  bounces?: number;
  complaints?: number;
  within?: string;
  at_least?: number;
  spare?: string[];
}
/**
 * When a journey, or a provider, is paused whose e-mails are received badly: percent of its last stretch of time.
 *
 * 0 watches for nothing. Nothing is said of fewer mails than `at_least`, and those in `spare` go on.
 */
export interface AutoPause1 {
  bounces?: number;
  complaints?: number;
  within?: string;
  at_least?: number;
  spare?: string[];
}
/**
 * The events and the traits of people that are declared; all others are learned from what comes in.
 */
export interface DeclaredPlan {
  events?: {
    [k: string]: DeclaredEvent;
  };
  traits?: {
    [k: string]: DeclaredField;
  };
}
/**
 * Properties of an event by their dotted path. A `muted` event raises no alarm.
 */
export interface DeclaredEvent {
  properties?: {
    [k: string]: DeclaredField;
  };
  muted?: boolean;
}
/**
 * The type of a field: a value of another type that reads as this one is taken as it, which a fact tells.
 *
 * `required` is told too where an event lacks it; nothing is refused.
 */
export interface DeclaredField {
  type: "string" | "number" | "boolean" | "date" | (string & {});
  required?: boolean;
}
/**
 * Rules of the workspace about offers: above which budget, or which value in percent, one needs an approval.
 *
 * 0: no such limit. The amount is in the workspace's currency.
 */
export interface OfferRules {
  approve_above?: number;
  approve_above_percent?: number;
}
/**
 * Rules of the workspace about publishing: `always` by two people, or from so many people inside the journey on.
 *
 * 0: no such limit. Once either is set, the rules of the workspace themselves need a second person too.
 */
export interface ApprovalRules {
  always?: boolean;
  above?: number;
}
/**
 * Hold this share of units out of everything. With `rotates` another group is drawn each month, quarter or year
 * of the workspace's calendar, so that nobody is spared for good; who has entered a journey keeps her side in it.
 * With a `goal`, what all journeys together cause is measured against this group.
 */
export interface GlobalHoldout1 {
  percent?: number;
  salt?: string;
  rotates?: "month" | "quarter" | "year" | "" | (string & {});
  goal?: MeasuredGoal | null;
}
/**
 * What pages for customers look like: the name they know, a colour such as "#1f5fd6", a logo's https address.
 */
export interface PageBrand1 {
  name?: string;
  colour?: string;
  logo?: string;
}
/**
 * For which yes an address is asked to confirm: by these channels; where named, of these topics and countries.
 *
 * Within `days` it is to be confirmed, 0: within 14. `template` is the id of a template that is sent in the place of
 * the built-in mail; it writes {{confirm_url}} where the link stands.
 */
export interface DoubleOptIn1 {
  channels?: ("email" | "sms" | "whatsapp" | "push" | "in_app" | "webhook" | (string & {}))[];
  topics?: string[];
  countries?: string[];
  days?: number;
  template?: string;
}
/**
 * What we answer by SMS to HELP, STOP and START: nothing where `off`. `help_at` is where help is to be had.
 *
 * `help`, `stop` and `start` are texts by language tag ("en", "de"); where there is none, a built-in one is sent.
 */
export interface KeywordAnswers1 {
  off?: boolean;
  help_at?: string;
  help?: {
    [k: string]: string;
  };
  stop?: {
    [k: string]: string;
  };
  start?: {
    [k: string]: string;
  };
}
/**
 * What holds of all messages on their way, whoever decided them. Providers in `paused` are given nothing.
 */
export interface DeliveryRules1 {
  domain_rates?: DomainRate[];
  warm_ups?: WarmUp[];
  auto_pause?: AutoPause;
  auto_pause_providers?: AutoPause1;
  paused?: string[];
}
/**
 * When a journey, or a provider, is paused whose e-mails are received badly: percent of its last stretch of time.
 *
 * 0 watches for nothing. Nothing is said of fewer mails than `at_least`, and those in `spare` go on.
 */
export interface AutoPause2 {
  bounces?: number;
  complaints?: number;
  within?: string;
  at_least?: number;
  spare?: string[];
}
/**
 * The events and the traits of people that are declared; all others are learned from what comes in.
 */
export interface DeclaredPlan1 {
  events?: {
    [k: string]: DeclaredEvent;
  };
  traits?: {
    [k: string]: DeclaredField;
  };
}
/**
 * Rules of the workspace about offers: above which budget, or which value in percent, one needs an approval.
 *
 * 0: no such limit. The amount is in the workspace's currency.
 */
export interface OfferRules1 {
  approve_above?: number;
  approve_above_percent?: number;
}
/**
 * Rules of the workspace about publishing: `always` by two people, or from so many people inside the journey on.
 *
 * 0: no such limit. Once either is set, the rules of the workspace themselves need a second person too.
 */
export interface ApprovalRules1 {
  always?: boolean;
  above?: number;
}
/**
 * The content of messages, written once and used by nodes of one channel. `mjml` is an e-mail's body, or
 * `content.html`; `{{> name}}` stands for a slot of its own, which a node may override, or for a block.
 */
export interface Template {
  kind: "template";
  id: string;
  channel?: "email" | "sms" | "whatsapp" | "push" | "in_app" | "webhook" | (string & {});
  name?: string;
  description?: string;
  brand?: string;
  language?: string;
  transactional?: boolean;
  content?: Content3;
  mjml?: string;
  slots?: {
    [k: string]: string;
  };
  attachments?: Enclosed[];
  archived?: boolean;
}
/**
 * The parts of a message as authored: templates, and the display rules of an in-app message, which are none.
 *
 * `language` "" is Handlebars. `locales` has by language tag (`pt-BR`) what is written otherwise for who reads it.
 * `lookups` has by name what is looked up in catalogs and feeds before the message is rendered.
 *
 * `display` "" is a banner, `trigger` the event of the page that it waits for, `expires_in` a duration from its send
 * ("": for as long as the inbox keeps it), `priority` "" is normal.
 */
export interface Content3 {
  subject?: string;
  html?: string;
  text?: string;
  preheader?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
  headers?: {
    [k: string]: string;
  };
  sender?: string;
  reply_to?: string;
  method?: string;
  display?: "banner" | "modal" | "inbox" | "" | (string & {});
  trigger?: string;
  expires_in?: string;
  priority?: "low" | "normal" | "high" | "" | (string & {});
  language?: "handlebars" | "liquid" | "" | (string & {});
  locales?: {
    [k: string]: LocalParts;
  };
  lookups?: {
    [k: string]: Lookup;
  };
}
/**
 * A piece that many templates hold as `{{> id}}`; `params` are its parameters with their defaults.
 */
export interface Block {
  kind: "block";
  id: string;
  source: string;
  params?: {
    [k: string]: string;
  };
  name?: string;
  description?: string;
  archived?: boolean;
}
/**
 * How messages look and who signs them; templates read it as `brand.NAME`. `logo_width` is in pixels.
 */
export interface Brand {
  kind: "brand";
  id?: string;
  name?: string;
  url?: string;
  logo?: string;
  logo_width?: number;
  font?: string;
  address?: string;
  support?: string;
  social?: {
    [k: string]: string;
  };
  light?: Palette;
  dark?: Palette1;
  archived?: boolean;
}
/**
 * Colours as #rrggbb: the ground, the card on it, texts, links, the button and its text, and lines.
 */
export interface Palette {
  canvas?: string;
  card?: string;
  text?: string;
  muted?: string;
  link?: string;
  button?: string;
  button_text?: string;
  line?: string;
}
/**
 * Colours as #rrggbb: the ground, the card on it, texts, links, the button and its text, and lines.
 */
export interface Palette1 {
  canvas?: string;
  card?: string;
  text?: string;
  muted?: string;
  link?: string;
  button?: string;
  button_text?: string;
  line?: string;
}
/**
 * Colours as #rrggbb: the ground, the card on it, texts, links, the button and its text, and lines.
 */
export interface Palette2 {
  canvas?: string;
  card?: string;
  text?: string;
  muted?: string;
  link?: string;
  button?: string;
  button_text?: string;
  line?: string;
}
/**
 * A collection of items, such as products, each with an id in its field `id_field`. The items stand in the store.
 *
 * An item has the `fields` that are named here and no others; without any, it may have what it likes.
 */
export interface Catalog {
  kind: "catalog";
  id: string;
  name?: string;
  description?: string;
  id_field?: string;
  fields?: {
    [k: string]: CatalogField;
  };
  archived?: boolean;
}
/**
 * A field of items. `indexed`: selections find by it, and sort by it, in a catalog of any size.
 */
export interface CatalogField {
  type?: "text" | "number" | "boolean" | "list" | "object" | (string & {});
  required?: boolean;
  indexed?: boolean;
}
/**
 * JSON that is fetched from elsewhere by GET. `{name}` in the path or query of `url` is a value of the look-up.
 *
 * `${name}` in a header is a secret of LOOPLINE_FEED_SECRETS. `sample` stands for the answer in previews.
 */
export interface Feed {
  kind: "feed";
  id: string;
  url: string;
  name?: string;
  description?: string;
  headers?: {
    [k: string]: string;
  };
  timeout_ms?: number;
  cache_seconds?: number;
  largest_kilobytes?: number;
  when_away?: "hold" | "refuse" | "default" | (string & {});
  default?: Json;
  sample?: Json;
  archived?: boolean;
}
/**
 * A file that mails carry. Its bytes are kept by `digest` (SHA-256, hex); `name` is what the recipient sees.
 */
export interface File {
  kind: "file";
  id: string;
  name: string;
  digest: string;
  size: number;
  content_type?: string;
  description?: string;
  archived?: boolean;
}
/**
 * A model that learns from what people did and scores them; conditions ask for it as score("id").
 *
 * `audience` is whom it is about, `consent` what they have to have agreed to ("email" or "email:topic"), `forbidden`
 * the traits that it must not see. Where it is not trusted, has expired, or is not let so far, `fallback` (a
 * condition) answers in its place with 1 or 0; without one there is no score then. With `hours` it foretells no event
 * but the hours at which each clicks best, which waits ask for.
 */
export interface Model {
  kind: "model";
  id: string;
  label?: ModelLabel;
  hours?: ModelHours | null;
  name?: string;
  description?: string;
  owner?: string;
  audience?: string;
  consent?: string;
  features?: ModelFeatures;
  forbidden?: string[];
  expires?: string;
  train_every?: string;
  score_every?: string;
  valid_for?: string;
  stage?: "shadow" | "tenth" | "full" | (string & {});
  fallback?: string;
  archived?: boolean;
}
/**
 * What is foretold: that a person does this event within the time, or (`absent`) that she does not.
 */
export interface ModelLabel {
  event?: string;
  within?: string;
  absent?: boolean;
}
/**
 * The hours of the week at which people click what was sent by a channel ("": any), of those who have the same in
 * the trait `by` (""; all alike).
 */
export interface ModelHours {
  by?: string;
  channel?: "email" | "sms" | "whatsapp" | "push" | "in_app" | "webhook" | "" | (string & {});
}
/**
 * What it is foretold by, always as of a moment before. Without names: the commonest events, and all traits.
 *
 * Of each event are counted its times in each of the `windows` and how long ago the last one was; `sums` add up a
 * property, as in "order.total".
 */
export interface ModelFeatures {
  events?: string[];
  sums?: string[];
  traits?: string[];
  windows?: string[];
}
/**
 * What is foretold: that a person does this event within the time, or (`absent`) that she does not.
 */
export interface ModelLabel1 {
  event?: string;
  within?: string;
  absent?: boolean;
}
/**
 * What it is foretold by, always as of a moment before. Without names: the commonest events, and all traits.
 *
 * Of each event are counted its times in each of the `windows` and how long ago the last one was; `sums` add up a
 * property, as in "order.total".
 */
export interface ModelFeatures1 {
  events?: string[];
  sums?: string[];
  traits?: string[];
  windows?: string[];
}
