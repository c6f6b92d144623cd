/* Made by `npm run generate` from docs/reference/schema; it is not edited. */
import type { Journey, Json, Offer, Row, Workspace } from "./document";

/**
 * What an act did, in a sentence, and whether it changed anything.
 */
export interface ActDone {
  text: string;
  changed?: boolean;
}
/**
 * Traits to state; null takes one away. An address is the trait of its channel. `reason` is kept in the log.
 */
export interface TraitsBody {
  traits: Row;
  reason?: string;
}
/**
 * Whether this is a test person: never held out, capped or counted.
 */
export interface TestBody {
  test: boolean;
}
/**
 * The journey to put a person into, which takes requests, and what it may read as its entry event.
 */
export interface EnterBody {
  journey: string;
  data?: Row;
}
/**
 * The journey to take a person out of, and why.
 */
export interface LeaveBody {
  journey: string;
  reason?: string;
}
/**
 * The message step to send to a test person: of the live journey, or of this document of it. `data` stands for what
 * its entry event would say.
 */
export interface StepTestBody {
  journey: string;
  node: string;
  document?: Journey;
  data?: Row;
}
/**
 * The other id of this person, which is this person from then on.
 */
export interface MergeBody {
  other: string;
}
/**
 * A trait that both have, with another value each; `kept` is the one that was stated last.
 */
export interface MergedTrait {
  name: string;
  own: Json;
  other: Json;
  kept: Json;
}
/**
 * Two people as one: what is taken over, where they differ, and what both are in. Nothing is done.
 */
export interface MergePreview {
  person: string;
  other: string;
  differing: MergedTrait[];
  added: Row;
  lists: string[];
  journeys: string[];
  consent: {
    [k: string]: boolean;
  };
  warnings: string[];
}
/**
 * The test send: its id, by which GET /api/send tells where it stands, and what happened in words.
 */
export interface TestSent {
  id: string;
  status: "accepted" | "cancelled" | "scheduled";
  text: string;
}
/**
 * A broadcast. One of `segment`, `list` and `when` says to whom; none of them: everybody.
 *
 * `content` is what it says (a mail's body may be `mjml`), or `template` the id of one. `at` is a local time
 * ("2026-12-24 09:00") on the clock of `zone`, "person" or "workspace"; "" is now. `goal` is the event that counts as
 * a conversion within `within`, and `holdout` the percent that is held out to measure what it causes.
 */
export interface BroadcastBody {
  name: string;
  channel?: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  segment?: string;
  list?: string;
  when?: string;
  content?: Content;
  mjml?: string;
  template?: string;
  topic?: string;
  at?: string;
  zone?: "person" | "workspace";
  goal?: string;
  within?: string;
  holdout?: number;
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
 * The same, to be sent: `seen` is the number of people that its author saw, `reason` is kept with the version.
 */
export interface SendBroadcastBody {
  name: string;
  channel?: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  segment?: string;
  list?: string;
  when?: string;
  content?: Content;
  mjml?: string;
  template?: string;
  topic?: string;
  at?: string;
  zone?: "person" | "workspace";
  goal?: string;
  within?: string;
  holdout?: number;
  seen: number;
  reason: string;
}
/**
 * How many people of the audience do not get it, and why, in words.
 */
export interface LeftOut {
  reason: string;
  text: string;
  people: number;
}
/**
 * The people who get it, as of now: of `total` people `matched` are in the audience, and `gets` of those get it.
 *
 * `held_out` are kept back to measure what it causes, `not_sent` are the others, the largest group first. `later` get
 * it when quiet hours, or the hours that a country allows, are over. Beyond `looked_at` people the rest is reckoned by
 * these. `at` is when it leaves first. `sandbox`: the channel has no provider, so nothing leaves. `faults` say what
 * is missing.
 */
export interface BroadcastReach {
  total: number;
  matched: number;
  gets: number;
  held_out: number;
  not_sent: LeftOut[];
  later: number;
  looked_at: number;
  at: number | null;
  sandbox: boolean;
  faults: Problem[];
}
/**
 * One thing to mend. `at` is the path in the document, `offset` the character within a condition's text.
 */
export interface Problem {
  code: string;
  text: string;
  at?: string;
  node?: string;
  severity?: "error" | "warning";
  suggestion?: string | null;
  offset?: number | null;
}
/**
 * The journey that sends it, and the number of people who get it as of now.
 */
export interface BroadcastSent {
  journey: string;
  gets: number;
}
/**
 * The id of what waits for a second person; `GET /api/publish-requests` shows it.
 */
export interface BroadcastAsked {
  request: string;
}
/**
 * A broadcast: when it leaves, to whom, and what came of it. `entered` and `conversions` are those of its journey.
 *
 * `sent` counts messages that were handed to a provider, `kept` those in the sandbox, `refused` those that a rule kept
 * back, `withheld` those of people who are held out, and `waiting` those that have not left yet.
 */
export interface BroadcastLine {
  journey: string;
  name: string;
  standing: "paused" | "scheduled" | "sent" | "stopped";
  channel: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  audience: string;
  at: number | null;
  schedule: string;
  zone: string;
  entered: number;
  conversions: number;
  sent: number;
  kept: number;
  refused: number;
  withheld: number;
  waiting: number;
}
/**
 * Every broadcast, the one that leaves last first.
 */
export interface BroadcastList {
  broadcasts: BroadcastLine[];
}
/**
 * A moment at which a journey lets people in by the clock: a broadcast, or one time of a schedule.
 *
 * `zone` "person" means that each person's own clock counts, and `at` is that of the workspace. `channels` are those
 * of its messages. `state` is that of the journey: while it is paused nobody is let in.
 */
export interface PlannedLine {
  at: number;
  kind: "broadcast" | "schedule";
  journey: string;
  name: string;
  audience: string;
  zone: string;
  channels: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp")[];
  state: "live" | "paused";
}
/**
 * Messages that are held until a moment of a day: by quiet hours, the hours of a country, a cap, a better one.
 */
export interface HeldLine {
  day: string;
  journey: string;
  name: string;
  channel: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp") | "";
  reason: string;
  text: string;
  messages: number;
}
/**
 * What left on a day, by channel; the same question as on the first page.
 */
export interface SentDay {
  day: string;
  channels: ChannelWeek[];
}
/**
 * The messages of a channel in a week. Where `kept` the sandbox has them, and nothing left.
 *
 * `most` is the largest number that one person got, `often` what nine in ten people got at most.
 */
export interface ChannelWeek {
  channel: string;
  kept: boolean;
  messages: number;
  people: number;
  often: number;
  most: number;
  bounced: number;
  complained: number;
  unsubscribed: number;
}
/**
 * A stretch of days. `zone` is the workspace's, `today` its date, and `more` says that a list was cut.
 */
export interface Calendar {
  zone: string;
  today: string;
  planned: PlannedLine[];
  held: HeldLine[];
  sent: SentDay[];
  more: boolean;
}
/**
 * What somebody says in the thread `thread`, or in a new one about a step ("": about the journey; `@entry`: about
 * who enters) or the path `handle` behind it. `mentions` are the e-mail addresses of operators who are told.
 *
 * `step_name` is used where the step is in no draft and no version yet.
 */
export interface CommentBody {
  text: string;
  thread?: string;
  step?: string;
  handle?: string;
  step_name?: string;
  /**
   * @maxItems 20
   */
  mentions?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
}
/**
 * Another text of one's own comment; whom it mentions now and did not before is told.
 */
export interface RewordBody {
  text: string;
  /**
   * @maxItems 20
   */
  mentions?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
}
/**
 * The time of the newest comment that was seen (ms).
 */
export interface CommentsReadBody {
  until: number;
}
/**
 * A comment. `place` counts from 1 in its thread; `changed_at` is null until its author changed it.
 *
 * `removed`: its author took it back, and the text is "". `mine`: whoever asks said it.
 */
export interface CommentLine {
  place: number;
  by: string;
  at: number;
  changed_at: number | null;
  text: string;
  mentions: string[];
  removed: boolean;
  mine: boolean;
}
/**
 * A thread about a step ("": the journey), and perhaps the path `handle` behind it.
 *
 * `step_name` is what the step was called when the thread began; `gone`: it is in the draft no more, nor in the live
 * version. `unread`: somebody else said something since whoever asks has looked.
 */
export interface ThreadLine {
  id: string;
  step: string;
  handle: string;
  step_name: string;
  gone: boolean;
  opened_at: number;
  resolved_at: number | null;
  resolved_by: string;
  unread: boolean;
  comments: CommentLine[];
}
/**
 * Somebody who can be mentioned.
 */
export interface Mentionable {
  email: string;
  name: string;
}
/**
 * The threads of a journey, the oldest first, and who can be mentioned; `unread` threads have something new.
 */
export interface CommentList {
  threads: ThreadLine[];
  people: Mentionable[];
  unread: number;
}
/**
 * The event `comments` of the stream: something was said, resolved or reopened on the journey `id`.
 */
export interface CommentNews {
  id: string;
}
/**
 * What is written. `schedule` is five fields of cron, in the workspace's zone; "": by hand alone.
 */
export interface DestinationSpec {
  kind: "folder" | "sql";
  tables?: ("facts" | "lists" | "memberships" | "merges" | "people")[];
  schedule?: string;
}
/**
 * A destination to set up. `url` is that of a database, or the path of a folder; it is kept sealed.
 */
export interface DestinationBody {
  name: string;
  url: string;
  spec: DestinationSpec;
}
/**
 * A run: so many files were another than those there, with so many rows in all; `fault` says why it failed.
 */
export interface DestinationRun {
  run: number;
  state: "done" | "failed" | "running";
  by: string;
  began_at: number;
  ended_at?: number;
  files?: number;
  rows?: number;
  fault?: string;
}
/**
 * A destination and how it does; `where` is its address without login and parameters.
 */
export interface DestinationLine {
  name: string;
  where: string;
  spec: DestinationSpec;
  paused: boolean;
  wanted: boolean;
  next_at: number;
  created_at: number;
  by: string;
  last?: DestinationRun | null;
}
/**
 * Every destination, by name.
 */
export interface DestinationList {
  destinations: DestinationLine[];
}
/**
 * The last runs of a destination, the newest first.
 */
export interface DestinationHistory {
  past: DestinationRun[];
}
/**
 * Something that goes: how many, and of what.
 */
export interface Going {
  count: number;
  what: string;
}
/**
 * What goes and what stays when a person is forgotten. `ids` are all by which this person was known.
 *
 * `providers` have had messages for this person: whoever forgets somebody tells them too (GDPR 19). `imports` are
 * uploads that name an address or an id and are not carried out yet: forget these first, or their rows are refused.
 * `backups` says what older copies hold.
 */
export interface ErasurePreview {
  person: string;
  ids: string[];
  goes: Going[];
  stays: string[];
  providers: string[];
  imports: string[];
  backups: string;
}
/**
 * Why a person is forgotten. It is kept, so it should name nobody; `confirm` repeats the id.
 */
export interface ForgetBody {
  confirm: string;
  reason?: string;
}
/**
 * A person who was forgotten, without anything that says who it was: the random name, when, why, by whom.
 */
export interface ErasureLine {
  alias: string;
  state: "asked" | "done" | "erasing";
  asked_at: number;
  done_at: number | null;
  by: string;
  reason: string;
}
/**
 * The last ones, newest first.
 */
export interface ErasureList {
  erasures: ErasureLine[];
}
/**
 * All that is known of a person: the profile with the proofs of consent, every fact, every message as far as a copy
 * is kept, and where they come from and go.
 *
 * `facts` are told as they are stored, oldest first, at most 100,000; `complete` says whether these are all.
 */
export interface PersonExport {
  made_at: number;
  person: string;
  ids: string[];
  profile: Profile;
  history: Row;
  facts: Row[];
  complete: boolean;
  messages: Row[];
  in_app: Row[];
  providers: string[];
  retention: string[];
}
/**
 * A person as the loop knows them now. `consent` is keyed "channel" or "channel:topic".
 *
 * `proofs` are the words of consent that came with a proof, the first one first. `at_most_a_week` (0: no bound),
 * `paused_until` (null: no pause) and `language` are what the person chose. `pending` names what was said yes to and
 * is not confirmed yet. `test`: never held out, capped or counted.
 * `list_ends` says until when she is on lists whose membership ends (ms).
 */
export interface Profile {
  person: string;
  traits: Row;
  consent: {
    [k: string]: boolean;
  };
  lists: string[];
  segments: string[];
  account: string | null;
  account_traits: Row;
  zone: string;
  first_seen_at: number;
  enrollments: OpenEnrollment[];
  suppressed: {
    [k: string]: "bounced" | "complained" | "manual";
  };
  proofs?: WordProof[];
  at_most_a_week?: number;
  paused_until?: number | null;
  language?: string;
  pending?: string[];
  addresses?: AddressLine[];
  devices?: DeviceLine[];
  test?: boolean;
  list_ends?: {
    [k: string]: number;
  };
}
/**
 * An enrollment that is open: where the person stands and what they wait for.
 */
export interface OpenEnrollment {
  enrollment: string;
  journey: string;
  version: number;
  node: string;
  entered_at: number;
  arrived_at: number;
  wake_at: number | null;
  waiting: string;
  held: boolean;
  ended_at?: null;
  reason?: string;
  journey_name?: string;
}
/**
 * One word of consent and what proves it; "" is what nobody told. `name` is "channel" or "channel:topic".
 */
export interface WordProof {
  name: string;
  allowed: boolean;
  at: number;
  received_at: number;
  source: string;
  method: string;
  text: string;
  form: string;
  ip: string;
  agent: string;
  operator: string;
  language: string;
}
/**
 * An address of a person as it is written to. `present`: the one she has now; else the one before it.
 *
 * `asked`: she got it just now, and it is not known yet what was said of it.
 */
export interface AddressLine {
  channel: string;
  address: string;
  present: boolean;
  asked: boolean;
  words: AddressWordLine[];
}
/**
 * What stands against an address: `bounced`, `complained`, `manual` (an operator), `unsubscribed` from a topic ("":
 * all marketing) or `crowded`; since when (ms), and by what it was said.
 */
export interface AddressWordLine {
  word: string;
  topic: string;
  since: number;
  by: string;
  note: string;
}
/**
 * A device of a person. `device` is its id, `token` is shown shortened. It was seen last at `last_seen_at` (ms).
 *
 * `state` is `live`, or why nothing is sent there since `ended_at`: `gone` (its service knows it no longer), `moved`
 * (somebody else uses it), `removed`. `from_traits`: only the person's traits state it, so all else is unknown.
 */
export interface DeviceLine {
  device: string;
  token: string;
  platform: "" | "android" | "ios" | "web";
  state: "gone" | "live" | "moved" | "removed";
  app?: string;
  app_version?: string;
  last_seen_at?: number | null;
  added_at?: number | null;
  ended_at?: number | null;
  from_traits?: boolean;
}
/**
 * The name and the e-mail address of whoever begins.
 */
export interface HelloBody {
  name: string;
  email: string;
}
/**
 * The test person that was made, the journey that answered, and the key of the message, "" while it is not decided.
 *
 * The message of a test person is in no list and no figure; it is seen by its key. `sandbox`: e-mail has no provider,
 * so the mail is made and kept, and nothing leaves.
 */
export interface HelloSaid {
  person: string;
  journey: string;
  message: string;
  sandbox: boolean;
}
/**
 * Where these journeys stand from now on. `folder` ("": in none) stays as it is where it is null or left out.
 *
 * `add` and `remove` are tags; one that is there already in other capitals is not added again.
 */
export interface ShelfBody {
  /**
   * @minItems 1
   * @maxItems 500
   */
  journeys: [string, ...string[]];
  folder?: string | null;
  /**
   * @maxItems 20
   */
  add?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
  /**
   * @maxItems 20
   */
  remove?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
}
/**
 * The journeys that are archived, or taken back.
 */
export interface ArchiveJourneysBody {
  /**
   * @minItems 1
   * @maxItems 500
   */
  journeys: [string, ...string[]];
}
/**
 * The place of a journey; `archived_at` is null where it is not archived.
 */
export interface ShelfLine {
  journey: string;
  folder: string;
  tags: string[];
  archived_at: number | null;
  archived_by: string;
}
/**
 * A journey that stays where it was, with the reason.
 */
export interface ShelfRefusal {
  journey: string;
  code: string;
  text: string;
}
/**
 * The places of those that were changed, and those that were refused: one costs no other.
 */
export interface ShelfAnswer {
  done: ShelfLine[];
  refused: ShelfRefusal[];
}
/**
 * What is asked of a source, and what becomes of its rows; nothing of it is secret.
 *
 * `query` is one SELECT (of files, over `pulled`; "" reads all). `cursor` is the column that grows with every change;
 * without one everything is read each time, and `once` reads each file of a folder once. `records` to `a_second` are
 * for services of the web: the path to the records, the parameter that counts pages or the path to the next page with
 * its parameter, the parameter that takes the newest cursor, and requests a second at most. `takes`, `map`, `set` and
 * `silent` are as an import has them. `schedule` is five fields of cron, in the workspace's zone; "": by hand alone.
 */
export interface SourceSpec {
  kind: "file" | "rest" | "sql";
  query?: string;
  cursor?: string;
  once?: boolean;
  records?: string;
  page_param?: string;
  next?: string;
  next_param?: string;
  since_param?: string;
  a_second?: number;
  takes?: "accounts" | "consent" | "events" | "lists" | "people" | "suppressions";
  map?: string[];
  set?: {
    [k: string]: string;
  };
  silent?: boolean;
  schedule?: string;
}
/**
 * A source to set up, or to try. `url` and `headers` are kept sealed and never shown.
 */
export interface SourceBody {
  name: string;
  url: string;
  headers?: {
    [k: string]: string;
  };
  spec: SourceSpec;
}
/**
 * A run: `rows` were read, of which `accepted` were taken and `refused` were not. `waiting`: it is tried again.
 *
 * `fault` says why it failed or waits, and `by` is who asked for it ("schedule" for none).
 */
export interface SourceRun {
  run: number;
  state: "done" | "failed" | "running" | "waiting";
  by: string;
  began_at: number;
  ended_at?: number;
  rows?: number;
  accepted?: number;
  refused?: number;
  fault?: string;
}
/**
 * A source and how it does. `where` is its address without login, parameters and secrets.
 *
 * `columns` are planned by its first run, or by its test when it was set up; `after` is how far the cursor is, "" for
 * nowhere, and `next_at` when the schedule has it run (0: never, or it rests).
 */
export interface SourceLine {
  name: string;
  where: string;
  headers: string[];
  spec: SourceSpec;
  columns: MappedColumn[];
  paused: boolean;
  wanted: boolean;
  after: string;
  next_at: number;
  created_at: number;
  by: string;
  last?: SourceRun | null;
}
/**
 * One column: its name in the file, the field that it becomes ("-": none), the type, whether anybody said so.
 */
export interface MappedColumn {
  name: string;
  field: string;
  type: "any" | "bool" | "date" | "json" | "number" | "text";
  told?: boolean;
}
/**
 * Every source, by name.
 */
export interface SourceList {
  sources: SourceLine[];
}
/**
 * The last runs of a source, the newest first.
 */
export interface SourceHistory {
  past: SourceRun[];
}
/**
 * A dry run over the next rows: what each column becomes, the first rows as they will be, the first faults.
 *
 * `whole`: there are no more rows than these.
 */
export interface SourceTrial {
  columns: MappedColumn[];
  rows: number;
  refused: number;
  whole: boolean;
  faults: RefusedRow[];
  preview: PreviewedRow[];
}
/**
 * A row that was not taken: the line it begins on, the column, what stood there, what was expected, a code.
 */
export interface RefusedRow {
  line: number;
  column: string;
  seen: string;
  expected: string;
  code: string;
}
/**
 * A row as it will be: the line it begins on, and its fields with their values.
 */
export interface PreviewedRow {
  line: number;
  fields: Row;
}
/**
 * What is to be published by a second person. `moves` and `hypothesis` are as for a journey's publish.
 */
export interface RequestBody {
  document: Journey;
  reason: string;
  hypothesis?: string;
  moves?: {
    [k: string]: string | null;
  } | null;
}
/**
 * What the second person has to say; needed where they refuse.
 */
export interface DecisionBody {
  words?: string;
}
/**
 * A publish that waits for a second person, or did. `mine`: whoever asks this asked for it, and cannot agree.
 */
export interface RequestLine {
  id: string;
  kind: string;
  name: string;
  reason: string;
  by: string;
  asked_at: number;
  state: "published" | "refused" | "waiting" | "withdrawn";
  decided_by: string;
  decided_at: number | null;
  words: string;
  mine: boolean;
  document: Journey;
}
/**
 * Those that wait first, the newest of each first.
 */
export interface RequestList {
  requests: RequestLine[];
}
/**
 * The version that is live now, and the one whose document it has.
 */
export interface RolledBack {
  version: number;
  of: number;
}
/**
 * The version to go back to, and why. `move`: people inside go on in it, step by step the same; else they finish
 * on the version that they entered.
 */
export interface RollbackBody {
  version: number;
  reason: string;
  move?: boolean;
}
/**
 * A role that somebody needs, and what for.
 */
export interface AskBody {
  role: "analyst" | "editor" | "operator" | "owner" | "publisher" | "viewer";
  act?: string;
}
/**
 * How many owners were told.
 */
export interface AskAnswer {
  told: number;
}
/**
 * A note: a sentence, and the address of the page where it is dealt with; `read_at` is none until it is read.
 */
export interface NoteLine {
  id: string;
  kind:
    | "alarm"
    | "answered"
    | "approval_asked"
    | "approval_decided"
    | "comparison_ended"
    | "mentioned"
    | "role_asked";
  text: string;
  link: string;
  at: number;
  read_at: number | null;
}
/**
 * An operator's own notes, newest first, and how many of all are not read.
 */
export interface NoteList {
  notes: NoteLine[];
  unread: number;
}
/**
 * The note that was read; none: all of them.
 */
export interface ReadBody {
  id?: string;
}
/**
 * How many are not read now.
 */
export interface ReadAnswer {
  unread: number;
}
/**
 * A key without its secret.
 */
export interface KeyLine {
  id: string;
  role: "admin" | "analyst" | "browser" | "sender" | "server";
  created_at: number;
  prefix: string;
  origins?: string[];
}
/**
 * Every key, oldest first.
 */
export interface KeyList {
  keys: KeyLine[];
}
/**
 * The new key's role. `browser` may stand in a web page: what it may say of people who are known is limited, and
 * `origins` are the only pages that may use it (empty: any may). `server` sends signals without these limits and is
 * kept secret (`write` is its earlier name). `sender` sends single messages too. `analyst` reads
 * facts and figures alone. `admin` may do everything.
 */
export interface KeyBody {
  role: "admin" | "analyst" | "browser" | "sender" | "server" | "write";
  origins?: string[];
}
/**
 * The key itself: shown this once, kept nowhere.
 */
export interface NewKey {
  key: string;
}
/**
 * The person who is signed in, with their role; `sees_people`: personal data too.
 */
export interface SignedIn {
  name: string;
  email: string;
  role?: "analyst" | "editor" | "operator" | "owner" | "publisher" | "viewer";
  sees_people?: boolean;
}
/**
 * `setup`: there is no owner yet, and the token that the server has printed makes one. Else `signed_out` or
 * `signed_in`. `guest`: nobody is signed in and none needs to be, for this is the demo; a guest looks and changes
 * nothing.
 */
export interface SessionAnswer {
  state: "guest" | "setup" | "signed_in" | "signed_out";
  person: SignedIn | null;
}
/**
 * The owner to make. `token` is the one that the server has printed at its start.
 */
export interface SetupBody {
  name: string;
  email: string;
  password: string;
  token?: string;
}
/**
 * The e-mail address and password of somebody who signs in.
 */
export interface SignInBody {
  email: string;
  password: string;
}
/**
 * Somebody who may sign in, and the number of browsers in which they are signed in.
 */
export interface OperatorLine {
  email: string;
  name: string;
  created_at: number;
  sessions: number;
  role?: "analyst" | "editor" | "operator" | "owner" | "publisher" | "viewer";
  sees_people?: boolean;
}
/**
 * Every operator, by e-mail address.
 */
export interface OperatorList {
  operators: OperatorLine[];
}
/**
 * Somebody more who may sign in. `sees_people` is as the role usually is, where it is left out.
 */
export interface OperatorBody {
  name: string;
  email: string;
  password: string;
  role?: "analyst" | "editor" | "operator" | "owner" | "publisher" | "viewer";
  sees_people?: boolean | null;
}
/**
 * Another role. `sees_people` stays as it is where it is left out.
 */
export interface RoleBody {
  role: "analyst" | "editor" | "operator" | "owner" | "publisher" | "viewer";
  sees_people?: boolean | null;
}
/**
 * A route, the least role that may ask it, and whether its answer says who somebody is.
 */
export interface PermissionLine {
  method: string;
  path: string;
  role: "analyst" | "editor" | "operator" | "owner" | "publisher" | "viewer";
  people: boolean;
}
/**
 * All roles, the least first, and what each route needs. An API key is of a role of its own and not told here.
 */
export interface RoleTable {
  roles: ("analyst" | "editor" | "operator" | "owner" | "publisher" | "viewer")[];
  routes: PermissionLine[];
}
/**
 * A new password. `current` is asked of those who change their own in the studio.
 */
export interface PasswordBody {
  password: string;
  current?: string;
}
/**
 * How many sessions were ended.
 */
export interface SessionsEnded {
  ended: number;
}
/**
 * An account in a list. `name` is its trait of that name, "" where it has none; `members` are those it has now.
 */
export interface AccountLine {
  account: string;
  name: string;
  members: number;
}
/**
 * The accounts that were found, by their ids; `next` is the cursor of the next page, null at the end.
 */
export interface AccountList {
  accounts: AccountLine[];
  next?: string | null;
}
/**
 * A passage that is open: which member triggered it by what, when, and the members who are in it.
 */
export interface OpenPassage {
  journey: string;
  at: number;
  asker: string;
  trigger: string;
  members: string[];
  journey_name?: string;
}
/**
 * A condition by which the account chooses, and of how many members it is true; `more`: of more than are kept.
 */
export interface RecipientRule {
  rule: string;
  members: number;
  more: boolean;
  first: string[];
}
/**
 * An account as the loop knows it now: its traits, how many members, what it decides on, and by which rules.
 *
 * `entered` says how often it has entered each journey that it decides on. `lists` are those that it is on,
 * `list_ends` until when (ms) where a membership ends, and `segments` those of accounts that it is in.
 */
export interface AccountProfile {
  account: string;
  traits: Row;
  members: number;
  open: OpenPassage[];
  entered: {
    [k: string]: number;
  };
  recipients: RecipientRule[];
  lists?: string[];
  list_ends?: {
    [k: string]: number;
  };
  segments?: string[];
}
/**
 * On the list or off it; `until` then: ms since the epoch or ISO 8601, null for a membership without an end.
 */
export interface AccountListBody {
  member: boolean;
  until?: number | string | null;
}
/**
 * The members of an account in the order in which they joined; `next` is the cursor of the next page.
 */
export interface MemberList {
  members: string[];
  next?: string | null;
}
/**
 * A page of an account's timeline, newest first; `next` is the cursor of the next page, null at the end.
 */
export interface AccountTimeline {
  lines: FactLine[];
  next?: string | null;
}
/**
 * One fact in words, with the values that it carries.
 *
 * Of kind `person`: what changed of somebody, as `data.changes`: [{of, field, was, now}]; `of` is traits,
 * account_traits, account, lists or consent; `was` is left out where it was not known.
 */
export interface FactLine {
  at: number;
  kind: string;
  text: string;
  journey: string;
  node: string;
  channel: string;
  reason: string;
  data: Row;
  journey_name?: string;
  node_name?: string;
}
/**
 * Its fate at each destination, in the order of LOOPLINE_ALARMS.
 */
export interface AlarmTestAnswer {
  destinations: AlarmAnswer[];
}
/**
 * The fate of an alarm at one destination; `fault` says why it was not told, "" when it was.
 */
export interface AlarmAnswer {
  destination: string;
  fault?: string;
}
/**
 * A catalog, with what it holds. `indexed`: by these fields its items are found, in a catalog of any size.
 *
 * `unindexed` are fields whose index is not there yet: it is made by POST /api/catalogs/ID/index.
 */
export interface CatalogLine {
  id: string;
  name: string;
  version: number;
  items: number;
  bytes: number;
  indexed: string[];
  unindexed: string[];
  document: Journey;
}
/**
 * Every catalog that is published.
 */
export interface CatalogList {
  catalogs: CatalogLine[];
}
/**
 * Items by id; `next` is the cursor of the page behind.
 */
export interface ItemList {
  items: Row[];
  next?: string | null;
}
/**
 * Items to be written, 1,000 at most.
 */
export interface ItemsBody {
  items: Json[];
}
/**
 * Items to be removed, by id, 1,000 at most.
 */
export interface ItemIdsBody {
  ids: string[];
}
/**
 * Why an item was not taken; `index` is its place in the request, from 0.
 */
export interface ItemFault {
  index: number;
  id: string;
  code: string;
  text: string;
}
/**
 * How many items were taken, and why the others were not.
 */
export interface ItemsAnswer {
  accepted: number;
  refused: number;
  faults: ItemFault[];
}
/**
 * How many items there were to remove.
 */
export interface RemovedAnswer {
  removed: number;
}
/**
 * The newest version of content of any kind, and the live journeys that send it.
 */
export interface ContentLine {
  kind: "block" | "brand" | "catalog" | "feed" | "file" | "metric" | "model" | "offer" | "template";
  id: string;
  name: string;
  version: number;
  journeys: string[];
  document: Journey;
  archived?: boolean;
}
/**
 * Everything of these kinds that is published.
 */
export interface ContentList {
  content: ContentLine[];
}
/**
 * One published version, whole.
 */
export interface ContentVersion {
  version: number;
  document: Journey;
  published_at: number;
  reason: string;
  by: string;
}
/**
 * Every published version of one, oldest first.
 */
export interface ContentHistory {
  versions: ContentVersion[];
}
/**
 * A template to begin with, and the fields that its preview needs.
 */
export interface StarterLine {
  id: string;
  name: string;
  description: string;
  document: Journey;
  sample: Row;
}
/**
 * The starters, the most wanted first.
 */
export interface StarterList {
  starters: StarterLine[];
}
/**
 * A template as it is being written, and whom to show it for: the id `of` a person, or the traits of an invented
 * one as `person`; the latter also has the `event` or `entry` that the template asks. `locale` is read instead of the
 * person's language.
 */
export interface ContentPreviewBody {
  document: Journey;
  person?: Row;
  overrides?: {
    [k: string]: string;
  };
  of?: string;
  locale?: string;
}
/**
 * The message as that person would get it, without tracking; else why it would not be sent.
 *
 * Pictures that it carries and shows by `cid:` stand in `html` as `data:` addresses; `html_bytes` is without them.
 * `locale` is the one that was taken, "" the content itself. `checks` are how mail programs will show it.
 */
export interface ContentPreview {
  subject?: string;
  preheader?: string;
  html?: string;
  text?: string;
  body?: string;
  title?: string;
  html_bytes?: number;
  locale?: string;
  checks?: ProgramCheck[];
  code?: string;
  reason?: string;
}
/**
 * One rule of one program, whether the mail keeps it, and the places where it does not, 5 at most.
 */
export interface ProgramCheck {
  program: "apple_mail" | "gmail" | "outlook" | "readers";
  rule: string;
  words: string;
  taken_from: string;
  holds: boolean;
  found?: string[];
}
/**
 * A template as it is being written, for this person, to an address of one's own.
 */
export interface TestSendBody {
  document: Journey;
  person?: Row;
  overrides?: {
    [k: string]: string;
  };
  of?: string;
  locale?: string;
  to: string;
}
/**
 * What the provider said, or `sandbox`: the channel has no provider, and nothing left. It is in no figure.
 */
export interface TestSendAnswer {
  result: "accepted" | "deferred" | "refused" | "sandbox" | "unknown";
  provider?: string;
  code?: string;
  reason?: string;
  provider_id?: string;
}
/**
 * An element of MJML: those that it may stand in, and its attributes.
 */
export interface MailElement {
  name: string;
  parents: string[];
  attributes: string[];
}
/**
 * A block that ships with Loopline: its source, and its parameters with what they say by default.
 */
export interface ShippedBlock {
  id: string;
  name: string;
  source: string;
  params: {
    [k: string]: string;
  };
}
/**
 * Every element that a mail may be written with, by name, and the blocks that ship.
 */
export interface MailElements {
  elements: MailElement[];
  blocks: ShippedBlock[];
}
/**
 * A draft; `revision` is what the next save builds on, 0 when there is none yet.
 *
 * `by` saved it last; `window` is what that author's window calls itself.
 */
export interface Draft {
  document: Journey;
  revision: number;
  saved_at: number;
  by?: string;
  window?: string;
}
/**
 * A draft to save over the revision that its author saw.
 *
 * `window` is any name of the author's own for the window in which it was drawn, so that a save whose answer was lost
 * is known again as one's own.
 */
export interface DraftBody {
  document: Journey;
  revision?: number;
  window?: string;
}
/**
 * The revision that was saved; `document` is what is kept, given when it is not written as it came.
 */
export interface Revision {
  revision: number;
  document?: Journey | null;
}
/**
 * One published version, whole.
 */
export interface Version {
  version: number;
  document: Journey;
  published_at: number;
  reason: string;
  by: string;
}
/**
 * A document to check.
 */
export interface CheckBody {
  document: Journey;
}
/**
 * One thing to correct. `at` is the path in the document, `offset` the character within a condition's text.
 */
export interface FaultLine {
  code: string;
  text: string;
  at: string;
  node: string | null;
  severity: "error" | "warning";
  suggestion: string | null;
  offset?: number | null;
}
/**
 * Every fault of a document; it can be published when none of them is an error.
 *
 * By the `sandboxed` of its channels no message leaves: they have no provider.
 */
export interface FaultList {
  faults: FaultLine[];
  sandboxed?: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp")[];
}
/**
 * The document to publish, else the draft, and the reason. `moves` maps the nodes of people in flight.
 *
 * Without it they finish on their version. Each node that is gone and on which people stand needs a target: a node of
 * the new version, or null for those who leave.
 */
export interface PublishBody {
  reason: string;
  hypothesis?: string;
  document?: Journey;
  moves?: {
    [k: string]: string | null;
  } | null;
}
/**
 * The version that was published. `state` is given when it is not live: a paused journey stays paused.
 *
 * By the `sandboxed` of its channels no message leaves: they have no provider.
 */
export interface PublishedVersion {
  version: number;
  state?: "draft" | "live" | "paused" | "stopped";
  sandboxed?: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp")[];
}
/**
 * A document to store as a draft, or to publish with a reason.
 *
 * `move`, of a template, a block or a brand: who is inside the journeys that use it goes on with it too.
 */
export interface PushBody {
  document: Journey;
  publish?: boolean;
  reason?: string;
  move?: boolean;
}
/**
 * The result of a push: the version when the document was published, else the revision of its draft.
 *
 * `state` is given when it is not live: a paused journey stays paused until it is resumed. `journeys` send a template,
 * a block or a brand from now on. By the `sandboxed` of a journey's channels no message leaves.
 */
export interface Pushed {
  kind: string;
  id: string;
  version: number | null;
  revision: number | null;
  state?: "draft" | "live" | "paused" | "stopped";
  journeys?: string[];
  sandboxed?: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp")[];
}
/**
 * Why content is archived, or taken back.
 */
export interface ArchiveBody {
  reason: string;
}
/**
 * Documents to store as drafts, or to publish with one reason for all.
 */
export interface PushAllBody {
  documents: Json[];
  publish?: boolean;
  reason?: string;
}
/**
 * Why one document of many was refused; `faults` are all that are to be corrected.
 */
export interface PushRefused {
  code: string;
  text: string;
  at: string;
  faults?: FaultLine[];
}
/**
 * The result for one document of many: either `pushed` or `refused`.
 */
export interface PushedOne {
  pushed?: Pushed | null;
  refused?: PushRefused | null;
}
/**
 * The result for each document, in the order in which they came.
 */
export interface PushedAll {
  documents: PushedOne[];
}
/**
 * The state of a journey after pause, resume or stop.
 */
export interface StateAnswer {
  state: "live" | "paused" | "stopped";
}
/**
 * One thing that publishing would change. `node` is empty for the entry and the settings.
 */
export interface ChangeLine {
  node: string;
  kind: "added" | "changed" | "deleted";
  text: string;
}
/**
 * Whether the facts may be asked, and the rebuild that is under way or was the last one since the start.
 */
export interface FactsState {
  fitness: "ahead" | "damaged" | "fit" | "missing" | "rebuilding";
  rebuild: RebuildStatus;
}
/**
 * A rebuild as people see it: the position of the log it has reached, of which, since when (ms), why it failed.
 *
 * Of several shards these are the sums of theirs.
 */
export interface RebuildStatus {
  state?: "done" | "failed" | "idle" | "running";
  position?: number;
  end?: number;
  began_at?: number;
  ended_at?: number;
  fault?: string;
}
/**
 * A file of up to 10 MB in base64. `id` is how messages name it, `name` what recipients see.
 */
export interface FileBody {
  id: string;
  name: string;
  content: string;
  content_type?: string;
  description?: string;
  reason?: string;
}
/**
 * A journey to begin with.
 */
export interface TemplateLine {
  id: string;
  title: string;
  description: string;
  hypothesis: string;
  document: Journey;
}
/**
 * The gallery, the most wanted first.
 */
export interface TemplateList {
  templates: TemplateLine[];
}
/**
 * A file that is to be read. `sha256` is of its content, in hex; `map` are texts such as `Plan=plan:text`.
 *
 * `set` gives one value of a field to all rows. `encoding` and `delimiter` are guessed where they are "".
 */
export interface NewImport {
  name: string;
  sha256: string;
  size: number;
  kind?: "accounts" | "consent" | "events" | "lists" | "people" | "suppressions";
  format?: ("csv" | "jsonl" | "parquet") | "";
  map?: string[];
  set?: {
    [k: string]: string;
  };
  silent?: boolean;
  encoding?: string;
  delimiter?: string;
}
/**
 * How a file is read: as what, in which encoding and with which delimiter ("" for files that need none).
 */
export interface FileShape {
  format: "csv" | "jsonl" | "parquet";
  encoding?: string;
  delimiter?: string;
  columns?: MappedColumn[];
}
/**
 * An import and how far it is. `rows` were read, of which `accepted` were taken and `refused` were not.
 *
 * `read_bytes` of `size` have been read; of a file that arrives in parts `received` bytes are there. `shape` is there
 * from its start on, and `fault` says why it failed.
 */
export interface ImportView {
  id: string;
  name: string;
  kind: "accounts" | "consent" | "events" | "lists" | "people" | "suppressions";
  state: "cancelled" | "done" | "failed" | "ready" | "running" | "uploading";
  silent: boolean;
  size: number;
  received: number;
  by: string;
  created_at: number;
  began_at?: number;
  ended_at?: number;
  rows?: number;
  accepted?: number;
  refused?: number;
  read_bytes?: number;
  shape?: FileShape | null;
  fault?: string;
}
/**
 * Every import, the newest first.
 */
export interface ImportList {
  imports: ImportView[];
}
/**
 * A dry run: how the file is read, its first rows as they will be, the first faults. `whole`: all were read.
 */
export interface ImportTrial {
  shape: FileShape;
  rows: number;
  refused: number;
  whole: boolean;
  faults: RefusedRow[];
  preview: PreviewedRow[];
}
/**
 * An item of the backlog.
 *
 * `effect` is how many more conversions a month its author expects, `effort_days` how many days of work; both may be
 * left out. `due` is a day, as 2026-12-04, in the workspace's zone. `note` says what came of it, or why it was
 * dismissed. `revision` is the one that the author of a change saw; of a new item it is 0.
 */
export interface BacklogBody {
  title: string;
  hypothesis?: string;
  effect?: number | null;
  effort_days?: number | null;
  owner?: string;
  state?: "dismissed" | "doing" | "done" | "idea" | "planned";
  due?: string;
  journey?: string;
  node?: string;
  note?: string;
  revision?: number;
}
/**
 * An item with what it was born from. `evidence` says what the figures were then; "" of one made by hand.
 *
 * `is_due`: it is open, and its day has come. `journey_name` and `node_name` are those of today.
 */
export interface BacklogItem {
  id: string;
  source: "alarm" | "cap" | "drop_off" | "ended" | "guard" | "hand";
  title: string;
  hypothesis: string;
  evidence: string;
  effect: number | null;
  effort_days: number | null;
  owner: string;
  state: "dismissed" | "doing" | "done" | "idea" | "planned";
  due: string;
  is_due: boolean;
  journey: string;
  journey_name: string;
  node: string;
  node_name: string;
  note: string;
  created_at: number;
  created_by: string;
  changed_at: number;
  changed_by: string;
  revision: number;
}
/**
 * The items: those in work first, then what promises most for its effort, then the newest.
 */
export interface BacklogList {
  items: BacklogItem[];
  open: number;
  due: number;
}
/**
 * How many items a look at the figures has born.
 */
export interface BacklogLook {
  born: number;
}
/**
 * Something that a person has to decide: `ref` is the id of the journey, item or offer, `since` when it was due.
 */
export interface DueLine {
  kind: "backlog" | "comparison" | "offer";
  ref: string;
  name: string;
  text: string;
  since?: number | null;
}
/**
 * Something that was changed: which document (`kind` and `ref`), by whom, and why.
 */
export interface ChangedLine {
  at: number;
  what: "decided" | "paused" | "published" | "resumed" | "stopped";
  kind: string;
  ref: string;
  name: string;
  version: number;
  by: string;
  reason: string;
}
/**
 * What a person sees first. `since` is seven days ago: what changed, and the figures, are of the time since then.
 *
 * `is_fresh`: no journey was ever published. By the `sandboxed` channels no message leaves. `backlog_open` and
 * `backlog_due` are those of the backlog.
 */
export interface Home {
  is_fresh: boolean;
  due: DueLine[];
  changed: ChangedLine[];
  sandboxed: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp")[];
  today: WeekFigures;
  backlog_open: number;
  backlog_due: number;
  since: number;
  counted_at: number;
}
/**
 * A time, from `since` up to `until` (ms): entries, people who entered, people who reached the goal of a journey
 * (once for each journey), and the messages by channel.
 */
export interface WeekFigures {
  since: number;
  until: number;
  entries: number;
  people: number;
  goals: number;
  channels: ChannelWeek[];
}
/**
 * What everything caused, as of a moment: the verdict with its reason, and what it comes to in conversions and in
 * value, each with the interval; None where nothing may be said.
 */
export interface CausedThen {
  at: number;
  verdict: ("guard_failed" | "harm" | "lift" | "no_difference_seen" | "not_enough_data") | null;
  reason: string;
  conversions: [number, number | null, number | null] | null;
  value: [number, number | null, number | null] | null;
  currency: string;
}
/**
 * A verdict that was reached in the week.
 */
export interface ReachedLine {
  journey: string;
  name: string;
  title: string;
  verdict: ("guard_failed" | "harm" | "lift" | "no_difference_seen" | "not_enough_data") | null;
  reason: string;
  decided_at: number;
}
/**
 * A check that fails, of a journey.
 */
export interface FailedGuard {
  journey: string;
  name: string;
  text: string;
}
/**
 * The review of the week that begins on the Monday `week`, in the workspace's `zone`.
 *
 * `caused` is as of the end of the week and `caused_before` as of its beginning, of all that was known by then.
 * Decisions, checks, alarms, losses and ideas are as of `counted_at`. `finished_at` is 0 until somebody finishes it
 * with a `note`; from then on nothing in it changes.
 */
export interface Review {
  week: string;
  zone: string;
  is_over: boolean;
  caused: CausedThen;
  caused_before: CausedThen;
  figures: WeekFigures;
  figures_before: WeekFigures;
  reached: ReachedLine[];
  due: DueLine[];
  guards: FailedGuard[];
  alarms: string[];
  changed: ChangedLine[];
  losses: StepLoss[];
  ideas: BacklogItem[];
  counted_at: number;
  finished_at?: number;
  finished_by?: string;
  note?: string;
}
/**
 * A step of a journey that had a message for `people`, of whom `lost` did not get it, for one reason; or, with the
 * reason `not_clicked`, got it and did not click. `words` say the reason.
 */
export interface StepLoss {
  journey: string;
  journey_name: string;
  node: string;
  node_name: string;
  channel: string;
  reason: string;
  words: string;
  lost: number;
  people: number;
}
/**
 * A finished review.
 */
export interface FinishedLine {
  week: string;
  finished_at: number;
  by: string;
}
/**
 * An operator who gets reviews by mail: the last `week` that was mailed, and why it did not leave.
 */
export interface ReviewReader {
  email: string;
  asked_at: number;
  week: string;
  tried_at: number;
  fault: string;
}
/**
 * The finished reviews, newest first; this week's and the last one's Monday; and who gets reviews by mail.
 */
export interface ReviewList {
  this_week: string;
  last_week: string;
  finished: FinishedLine[];
  readers: ReviewReader[];
}
/**
 * What was made of a review, in words; with `mail` it is mailed to everybody who asked for reviews.
 */
export interface FinishBody {
  note?: string;
  mail?: boolean;
}
/**
 * Whether an operator gets reviews by mail.
 */
export interface ReaderBody {
  email: string;
  wants: boolean;
}
/**
 * What came of mailing a review to everybody who asked for it: how many got it, and the faults by address.
 */
export interface MailedReview {
  mailed: number;
  faults: {
    [k: string]: string;
  };
}
/**
 * A message of an inbox. Times in ms, UTC; null where it has not happened, and for one that does not expire.
 *
 * `trigger` is the event of the page that it waits for, "" for one that may be shown at once. `payload` is what the
 * journey's author wrote for the page, any JSON. `dismissed_at` is set in a stream alone: lists leave out what was put
 * away. All texts are plain: put them into a page as text, never as HTML.
 */
export interface InboxMessageLine {
  key: string;
  number: number;
  at: number;
  expires_at: number | null;
  display: "banner" | "inbox" | "modal";
  trigger: string;
  priority: "high" | "low" | "normal";
  title: string;
  body: string;
  url: string;
  payload: Json;
  shown_at: number | null;
  read_at: number | null;
  clicked_at: number | null;
  dismissed_at: number | null;
}
/**
 * A page of an inbox, newest first. `unread` counts the whole inbox, without what still waits for its event.
 *
 * `last` is the number behind which the stream goes on: send it as `Last-Event-ID`. `next` is "" on the last page.
 */
export interface InboxList {
  messages: InboxMessageLine[];
  unread: number;
  last: number;
  next: string;
}
/**
 * What a page tells of a message: `read` says `shown` too, `clicked` and `dismissed` say `read` too.
 */
export interface InboxMarkBody {
  key: string;
  mark: "clicked" | "dismissed" | "read" | "shown";
}
/**
 * The person whose inbox is to be read, by the id of `userId`, and for how long, such as 15m, 12h or 7d.
 */
export interface InboxTokenBody {
  person: string;
  expires_in?: string;
}
/**
 * A person's token, to be handed to that person's browser; it ends at `expires_at` (ms, UTC).
 */
export interface InboxToken {
  token: string;
  expires_at: number;
}
/**
 * What your server signs persons' tokens with. It belongs on servers alone: it opens every inbox.
 */
export interface InboxSecret {
  secret: string;
}
/**
 * The effect against the holdout in short; estimate, low and high are differences of shares.
 */
export interface LiftLine {
  estimate: number;
  low: number;
  high: number;
  verdict: "guard_failed" | "harm" | "lift" | "no_difference_seen" | "not_enough_data";
  reason: string;
}
/**
 * A journey in the list. `lift` is null until it was counted, and where nobody is held out.
 *
 * `folder` is "" where it is in none. `archived`: it is hidden from those who do not ask for it, and not published.
 */
export interface JourneyLine {
  id: string;
  name: string;
  state: "draft" | "live" | "paused" | "stopped";
  owner: string;
  goal: string;
  version: number;
  people_inside: number;
  entered: number;
  conversions: number;
  lift: LiftLine | null;
  changed_at: number;
  folder?: string;
  tags?: string[];
  archived?: boolean;
}
/**
 * Every journey, the one changed last first.
 */
export interface JourneyList {
  journeys: JourneyLine[];
}
/**
 * A published version: its date, reason and author.
 */
export interface VersionLine {
  version: number;
  published_at: number;
  reason: string;
  by: string;
}
/**
 * A journey: its draft, its live version and its history. `archived`: it is hidden, and not published.
 */
export interface JourneyDetail {
  id: string;
  state: "draft" | "live" | "paused" | "stopped";
  draft: Draft | null;
  live: Version | null;
  versions: VersionLine[];
  archived?: boolean;
}
/**
 * The live version of a journey in sentences, or its draft where none is live (`version` 0).
 */
export interface JourneyDescription {
  journey: string;
  version: number;
  markdown: string;
  html: string;
}
/**
 * The limits of a journey's entries (0: none) and how they stand: `let_in` since they were first published.
 *
 * `refused` got no place: the total or a rate was reached, or too many waited. `next_at` is when there is a place
 * again (ms); null where there is one now, and where the total is reached. `lost`: nobody is let in, since the record
 * of who was is gone; a publish of the journey begins it anew.
 */
export interface EntriesStanding {
  total: number;
  per_hour: number;
  per_day: number;
  let_in: number;
  waiting: number;
  refused: number;
  next_at: number | null;
  lost: boolean;
}
/**
 * A trigger of the draft that asks for a state, at this `place` among them: how many `people` match it now.
 *
 * `entering`: how many of them it lets in at the publish, at most: a filter, an exit or re-entry may keep some out.
 * `next_at`: when its schedule comes next (ms); null without one, and when it does not come again.
 */
export interface Matching {
  place: number;
  label: string;
  people: number;
  entering: number;
  next_at?: number | null;
}
/**
 * The draft against the live version, how many people stand on each node now, and whom it lets in.
 */
export interface Impact {
  changes: ChangeLine[];
  standing: {
    [k: string]: number;
  };
  matching?: Matching[];
}
/**
 * Enrollments at a node: there now; and in the period: reached it, went on.
 *
 * Of its messages in the period: `errors` that could not be sent or of which nobody knows, `refused` that a gate held
 * back for a stated reason, such as consent.
 */
export interface NodeLive {
  inside: number;
  entered: number;
  left: number;
  errors: number;
  refused?: number;
}
/**
 * The number of enrollments that went from one node to the next in the period.
 */
export interface Edge {
  from: string;
  to: string;
  count: number;
}
/**
 * The canvas while it is live.
 */
export interface Live {
  nodes: {
    [k: string]: NodeLive;
  };
  edges: Edge[];
}
/**
 * `look` weighs what is known by now, as the daily look does; `random` ends whatever rule there is, for a reason,
 * and no other is tried for four weeks.
 */
export interface PolicyBody {
  act?: "look" | "random";
  reason?: string;
}
/**
 * What a look led to and why, in words; `version` is that of the policy that holds now (0: none was stated).
 */
export interface PolicyLook {
  move: "given_up" | "kept" | "on_trial" | "promoted" | "taken_back" | "updated" | "waits";
  words: string;
  version: number;
}
/**
 * The choose nodes of a journey, in the order of its document.
 */
export interface ChoiceReports {
  choices: ChoiceReport[];
}
/**
 * All that is said of a node: its policy, in words why it is so, options, rules, the split, and its history.
 */
export interface ChoiceReport {
  journey: string;
  node: string;
  name: string;
  reward: "conversion" | "value";
  stage: "best" | "groups" | "learned" | "random";
  state: "none" | "standing" | "trial";
  version: number;
  words: string;
  options: OptionLine[];
  rules: RuleValue[];
  split: SplitFigures | null;
  stated: StatedLine[];
  choices: number;
  settled: number;
  next_at: number;
  counted_at: number;
}
/**
 * An option: its share of late, units and choices, those whose time is over, and what they brought a choice,
 * weighted by propensity, with its 95 % interval (None: nothing is settled yet).
 */
export interface OptionLine {
  option: string;
  share: number;
  units: number;
  choices: number;
  settled: number;
  pending: number;
  converted: number;
  mean: number | null;
  low: number | null;
  high: number | null;
}
/**
 * What a rule is worth a choice (doubly robust, by people it was not learned from), and by how much it is better
 * than the rule of the stage before: the estimate, and the bound that it exceeds with 95 % (one-sided).
 *
 * It passes where the bound is above zero and the rest of what a trial needs is there, too.
 */
export interface RuleValue {
  stage: "best" | "groups" | "learned" | "random";
  value: number;
  low: number;
  high: number;
  more?: number;
  more_low?: number;
  passes?: boolean;
}
/**
 * Both sides, the difference with its 95 % interval, and the e-values of better and of worse; 20 is enough.
 */
export interface SplitFigures {
  now: SplitSide;
  before: SplitSide;
  difference: number;
  low: number;
  high: number;
  e_better: number;
  e_worse: number;
  enough?: boolean;
}
/**
 * One side of the live split: units whose time is over, those that converted, mean and variance of the reward.
 */
export interface SplitSide {
  units: number;
  converted: number;
  mean: number;
  variance: number;
}
/**
 * A version of the policy: when it was stated (ms), the stage of its rule, whether it is on trial, and why.
 */
export interface StatedLine {
  version: number;
  at: number;
  stage: string;
  state: string;
  words: string;
}
/**
 * The arm that everybody takes from now on ("" to draw again), or the arm to retire; and the reason, which is kept
 * with the version.
 *
 * With `move` the people inside go on in the new version, so those who have not come to the experiment take the winner
 * as well; without it they finish on theirs. Of a message's own holdout the winner is `sent`: everybody gets it.
 */
export interface WinnerBody {
  arm: string;
  reason: string;
  move?: boolean;
}
/**
 * The version that was published. `draft` says that the draft, where there is one, has the winner too.
 */
export interface WinnerChosen {
  version: number;
  state?: "draft" | "live" | "paused" | "stopped";
  draft?: boolean;
}
/**
 * An arm with its weight in the draw, in percent (0: it is retired), and what came of it so far.
 */
export interface ArmStanding {
  name: string;
  percent: number;
  units: number;
  conversions: number;
}
/**
 * A comparison of a live journey. `journey` compares with the people who are held out, `message` with those from
 * whom one message is withheld, `arms` the arms of an experiment with its first one.
 *
 * `running`: people are drawn. `due`: it has a verdict, and somebody has to decide. `ended`: it has a winner, or it
 * was stopped. `rows` are the figures of the journey's report. `waits` says in words what a verdict waits for, and
 * `expected_at` (ms) when that is there at this pace.
 */
export interface ExperimentLine {
  journey: string;
  journey_name: string;
  node: string;
  name: string;
  of: "arms" | "journey" | "message";
  state: "due" | "ended" | "running";
  winner: string;
  arms: ArmStanding[];
  rows: Contrast[];
  verdict: string;
  text: string;
  waits: string;
  expected_at: number | null;
  decided_at: number | null;
}
/**
 * One of several comparisons made at once: `name` against `against`. `difference` is in conversion rate, with an
 * interval that allows for the number of comparisons and may be read at any look. `q` is the share of mistakes to be
 * expected among all that show at least as much (Benjamini-Hochberg on e-values): 0.05 and below gives a verdict.
 * `incremental` is None where a guard of the journey has failed. `value` and `value_ratio` are of value a unit; their
 * intervals allow for the number of comparisons too.
 */
export interface Contrast {
  name: string;
  against: string;
  verdict:
    | "better"
    | "guard_failed"
    | "harm"
    | "lift"
    | "no_difference_seen"
    | "not_enough_data"
    | "not_told"
    | "worse";
  reason: string;
  treated: ArmCounts;
  held_out: ArmCounts;
  treated_rate: number;
  held_out_rate: number;
  difference: Estimate;
  incremental: number | null;
  q: number;
  conversions_have: number;
  conversions_need: number;
  value: Estimate;
  value_ratio: Estimate;
}
/**
 * One side of a comparison. Only units whose outcome window has closed are in `units` and in what they did; the
 * others are `pending`. `conversions` are units that converted (first conversion only), never orders.
 */
export interface ArmCounts {
  units: number;
  conversions: number;
  value_sum?: number;
  value_squares?: number;
  pending?: number;
}
/**
 * A number with its interval. `relative` is the change in parts of the holdout's level (0.1 = 10 % more), None
 * where that level is zero. A bound that cannot be given is infinite (JSON shows null). `method` names the
 * formula.
 */
export interface Estimate {
  estimate: number;
  low: number;
  high: number;
  relative?: number | null;
  method?: string;
}
/**
 * Every comparison: what is due first, then what runs, then what has ended.
 */
export interface ExperimentList {
  experiments: ExperimentLine[];
}
/**
 * A list that somebody is on, and how many people, and accounts, are.
 */
export interface ListSize {
  name: string;
  people: number;
  accounts?: number;
}
/**
 * Lists by their name; `next` is the cursor of the page behind this one, None at the end.
 */
export interface ListSizes {
  lists: ListSize[];
  next?: string | null;
}
/**
 * Somebody on a list: the id as `/api/people` takes it, the name and the e-mail address, "" where none is known.
 */
export interface ListMember {
  person: string;
  name: string;
  email: string;
}
/**
 * People on a list by their id, and how many are in all; `next` as in `ListSizes`.
 */
export interface ListMembers {
  name: string;
  people: number;
  members: ListMember[];
  next?: string | null;
}
/**
 * Where the log begins and ends, and the trimming that is under way or was the last one that was asked for.
 */
export interface LogState {
  reach: LogReach;
  trimming: TrimStatus;
}
/**
 * Where the log begins and ends, and what is stored, in bytes by file. Times are ms since the epoch, UTC.
 *
 * Signals up to `horizon` have left; 0: the log is whole. `oldest_at` is when the oldest that is left was accepted, 0
 * when there is none. `snapshot` is the position of the one from which facts are rebuilt then, 0 when there is none.
 */
export interface LogReach {
  horizon?: number;
  end?: number;
  oldest_at?: number;
  snapshot?: number;
  snapshot_at?: number;
  stored?: {
    [k: string]: number;
  };
}
/**
 * The trimming that is under way, or the last one: how many entries left, or why none could.
 */
export interface TrimStatus {
  state?: "done" | "failed" | "idle" | "running";
  entries?: number;
  fault?: string;
}
/**
 * For how many days signals stay at least; 0: all that can leave does.
 */
export interface TrimBody {
  days: number;
}
/**
 * A message of the outbox. `provider` has it or may have it; what `sandbox` has is `sent` and never leaves.
 */
export interface MessageLine {
  key: string;
  person: string;
  channel: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  journey: string;
  node: string;
  status: string;
  created_at: number;
  subject: string;
  attempts: number;
  person_name?: string;
  journey_name?: string;
  node_name?: string;
  provider?: string;
}
/**
 * Messages, newest first; `next` is the cursor of the next page, null at the end.
 */
export interface MessageList {
  messages: MessageLine[];
  next?: string | null;
}
/**
 * A message that was not sent, or a person who did not enter: why, as `fact.text`. `fact.kind` is refused (a gate
 * said no), withheld (the person is held out), deferred (it is put off, and still waits) or not_entered.
 */
export interface UnsentLine {
  key: string;
  person: string;
  person_name: string;
  fact: FactLine;
}
/**
 * What was not sent, newest first; `next` is the cursor of the next page, null at the end.
 */
export interface UnsentList {
  unsent: UnsentLine[];
  next?: string | null;
}
/**
 * The parts of a message for one person, as they were sent.
 *
 * In the copy of what was sent our own links stand as the addresses to which they lead, and secrets of webhooks are
 * hidden. `again`: there is no copy, so it was rendered just now; `note` says why, in a sentence.
 * `locale` is the one of the message's locales that was taken. Pictures that it carries and shows by `cid:` stand in
 * `html` as `data:` addresses.
 */
export interface RenderedParts {
  subject?: string;
  html?: string;
  text?: string;
  title?: string;
  body?: string;
  url?: string;
  payload?: string;
  headers?: {
    [k: string]: string;
  };
  sender?: string;
  reply_to?: string;
  preheader?: string;
  method?: string;
  again?: boolean;
  refused?: string;
  note?: string;
  locale?: string;
}
/**
 * One attempt to send the message, and its outcome; `code` says why it went wrong, where that is known.
 */
export interface AttemptLine {
  at: number;
  outcome: string;
  text: string;
  reason: string;
  attempt: number;
  provider?: string;
  code?: string;
}
/**
 * One receipt: a delivery, an open, a click, a bounce and the like.
 */
export interface ReceiptLine {
  at: number;
  kind: string;
  text: string;
  machine: boolean;
  url: string;
}
/**
 * A message whole: its status, its content, its attempts and its receipts; an SMS with its segments.
 */
export interface MessageDetail {
  key: string;
  person: string;
  channel: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  topic: string;
  journey: string;
  version: number;
  node: string;
  enrollment: string;
  address: string;
  status: string;
  reason: string;
  created_at: number;
  due_at: number;
  subject: string;
  rendered: RenderedParts;
  attempts: AttemptLine[];
  receipts: ReceiptLine[];
  person_name?: string;
  journey_name?: string;
  node_name?: string;
  provider?: string;
  sms?: SmsText | null;
}
/**
 * A text as it travels. `wide` holds the first letters, five at most, that the GSM alphabet does not have.
 *
 * One letter outside that alphabet makes all of them wide: a segment then holds 70 instead of 160, or 67 instead of
 * 153 of a text in several.
 */
export interface SmsText {
  segments: number;
  alphabet: "GSM-7" | "UCS-2";
  wide?: string;
}
/**
 * The outcome that an operator found out for a message of unknown outcome.
 */
export interface ResolveBody {
  answer: "failed" | "resend" | "sent";
}
/**
 * The outcome of all messages of a status that no filter leaves out. `since` and `before` are times of deciding.
 */
export interface ResolveManyBody {
  answer: "failed" | "resend" | "sent";
  status?: "held" | "unknown";
  channel?: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp") | "";
  journey?: string;
  since?: number | null;
  before?: number | null;
}
/**
 * How many messages were resolved; `left`: there are more, so ask again.
 */
export interface Resolved {
  resolved: number;
  left?: boolean;
}
/**
 * The status of the message now.
 */
export interface StatusAnswer {
  status: string;
}
/**
 * An offer with its ledger. Money is in `currency`; 0 as a budget or as a number of grants is no bound.
 *
 * `committed` is what open and redeemed grants hold of the budget, `over` what was redeemed beyond that, and `spent`
 * both. `counted` are the grants that count against `grants_most`: all but those that went back, or lapsed and
 * returned. `codes_left` and `codes_added` are of uploaded codes. `journeys` are the live ones that give it.
 */
export interface OfferLine {
  id: string;
  name: string;
  version: number;
  standing: "archived" | "codes_gone" | "ended" | "lost" | "not_started" | "open" | "spent";
  words: string;
  owner: string;
  currency: string;
  budget: number;
  spent: number;
  committed: number;
  over: number;
  grants_most: number;
  counted: number;
  granted: number;
  refused: number;
  redeemed: number;
  redeemed_cost: number;
  lapsed: number;
  returned: number;
  code_source: string;
  codes_left: number;
  codes_added: number;
  journeys: string[];
  document: Offer;
}
/**
 * Every offer that is published, archived ones too, by id.
 */
export interface OfferList {
  offers: OfferLine[];
}
/**
 * What came of an upload: how many codes it had, how many are new, how many there are in all that nobody has.
 *
 * Those that the offer ever had before are known; a code is never taken twice, so it is never handed out twice.
 */
export interface CodesAnswer {
  read: number;
  added: number;
  known: number;
  left: number;
}
/**
 * The offer's document, as it is to be published.
 */
export interface ApproveBody {
  document: Offer;
}
/**
 * The approval: of which text, by its digest, and by whom.
 */
export interface Approved {
  digest: string;
  by: string;
}
/**
 * Scores of a tenant's own models: at most 2,500, and 1 MB.
 */
export interface ScoresBody {
  scores: PostedScore[];
}
/**
 * A model's score of a person; it holds until `until`, where that is said.
 */
export interface PostedScore {
  userId?: string | number | null;
  model?: string;
  value?: number | null;
  id?: string | number | null;
  version?: string;
  computedAt?: string | null;
  until?: string | null;
  reasons?: PostedReason[];
}
/**
 * A feature, what it was, and how far it moved the score.
 */
export interface PostedReason {
  feature: string;
  value?: number | null;
  effect?: number;
}
/**
 * How many scores are on disk, and why others were not taken.
 */
export interface ScoresTaken {
  accepted: number;
  faults: MessageError[];
}
/**
 * Why the message at `index` of a request, or one part of it, was not taken.
 */
export interface MessageError {
  index: number;
  messageId: string;
  code: string;
  text: string;
}
/**
 * A scoring of everybody: when it began (ms), how the model stood then, how many people of the audience there
 * were, how many scores were stated since they say something new, and how many of all the rule gave. `drift` is how
 * far the scores, and the numbers behind them, have moved since the training.
 */
export interface ScoreRun {
  at: number;
  standing: "drifted" | "expired" | "trusted" | "untrained" | "untrusted";
  people?: number;
  stated?: number;
  by_rule?: number;
  drift?: Drift[];
}
/**
 * How far a number has moved since (population stability index): above 0.25 it is another one.
 */
export interface Drift {
  feature: string;
  psi: number;
}
/**
 * A model as it stands: its document, its last training (`version` 0: none) with the card, and its last scoring.
 * A model of hours has `hours` in the place of the card.
 */
export interface ModelAnswer {
  id: string;
  name: string;
  owner: string;
  stage: string;
  expires: string;
  document_version: number;
  version: number;
  trained_at: number | null;
  card: ModelCard | null;
  events: string[];
  run: ScoreRun | null;
  hours?: HoursCard | null;
}
/**
 * What a model is worth, measured on people that it was not fitted to, and by which `split`.
 *
 * "time": those of the newest cut, fitted to earlier ones. "people": each fifth of the people by a model of the other
 * four. `cuts` are the moments (ms) as of which features were taken; what is foretold lies in the horizon after them.
 * `is_trusted` is false where the lower bound of the area under the curve is not above a half.
 */
export interface ModelCard {
  learner: "blend" | "boosting" | "logistic";
  calibration: "isotonic" | "platt";
  split: "people" | "time";
  cuts: number[];
  people: number;
  did: number;
  tested: number;
  auc: Interval;
  brier: number;
  ece: number;
  log_loss: number;
  candidates: [string, number][];
  reliability: ReliabilityBin[];
  deciles: Decile[];
  features: Weight[];
  is_trusted: boolean;
  text: string;
}
/**
 * An estimate with its 95 % interval.
 */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}
/**
 * People whose scores are alike: how many, their mean score, and the part of them that did it.
 */
export interface ReliabilityBin {
  people: number;
  score: number;
  rate: number;
}
/**
 * A tenth of the people by score, the highest first; `lift` is its rate in parts of that of all.
 */
export interface Decile {
  people: number;
  did: number;
  rate: number;
  lift: number;
}
/**
 * How much a feature tells: the mean change of the score where it is taken as usual.
 */
export interface Weight {
  feature: string;
  effect: number;
}
/**
 * What a model of hours was made of, and what it is worth: `gain` is how much better it foretells a click than the
 * person's own rate does, in log score a message, on the newest weeks by a model of the time before, with its 95 %
 * interval by people. It is trusted where that lies above zero.
 */
export interface HoursCard {
  people: number;
  messages: number;
  clicks: number;
  rate: number;
  segments: number;
  strengths: Strengths;
  gain: number;
  gain_low: number;
  gain_high: number;
  is_trusted: boolean;
}
/**
 * How many messages a level is worth against what is seen below it, by the likelihood of all that was seen: of a
 * person's own rate, of the whole's hours, of a segment's, and of a person's.
 */
export interface Strengths {
  person: number;
  whole: number;
  segment: number;
  own: number;
}
/**
 * Every model that is published.
 */
export interface ModelList {
  models: ModelAnswer[];
}
/**
 * A person in a list. `name`: what they are called, else their e-mail address; "" when neither is known.
 */
export interface PersonLine {
  person: string;
  name: string;
  email: string;
  account: string | null;
  last_seen_at: number | null;
}
/**
 * The people who were found, the last changed first; `next` is the cursor of the next page, null at the end.
 */
export interface PersonList {
  people: PersonLine[];
  next?: string | null;
}
/**
 * One person at a node, and in words what they wait for.
 */
export interface Standing {
  person: string;
  node: string;
  arrived_at: number;
  wake_at: number | null;
  waiting: string;
  held: boolean;
  name?: string;
}
/**
 * People who stand there now, at most as many as were asked for; `next` is the cursor of the next page.
 */
export interface StandingList {
  people: Standing[];
  next?: string | null;
}
/**
 * A device that a person uses: its push token, or a browser's subscription as text. `last_seen_at` (ms): null is
 * now.
 */
export interface DeviceBody {
  token: string;
  platform?: "" | "android" | "ios" | "web";
  app?: string;
  app_version?: string;
  last_seen_at?: number | null;
}
/**
 * A person's facts in words, newest first; `next` is the cursor of the next page.
 */
export interface Timeline {
  facts: FactLine[];
  next?: string | null;
}
/**
 * What proves a word that is stated on somebody's behalf: the text shown, the form, the browser, and how.
 *
 * `method` is one of those that a proof may have, such as `single_opt_in`, `double_opt_in` or `import`.
 */
export interface ProofBody {
  method?: string;
  text?: string;
  form?: string;
  ip?: string;
  agent?: string;
  language?: string;
}
/**
 * A consent given or refused. Topic "" means the whole channel; `double_opt_in`: a yes waits for confirmation.
 *
 * `reason` is kept with the proof, where no other text is.
 */
export interface ConsentBody {
  channel: string;
  allowed: boolean;
  topic?: string;
  proof?: ProofBody | null;
  double_opt_in?: boolean;
  reason?: string;
}
/**
 * On the list or off it; `until` then: ms since the epoch or ISO 8601, null for a membership without an end.
 */
export interface ListBody {
  member: boolean;
  until?: number | string | null;
}
/**
 * What a metric is, and what may be asked of it; see docs/reference/metrics.md for an example of each.
 */
export interface MetricLine {
  name: string;
  title: string;
  definition: string;
  formula: string;
  source: string;
  unit: string;
  censoring: string;
  takes: string[];
  needs: string[];
  by: string[];
  columns: MetricColumn[];
}
/**
 * A column: its name, its unit, what it says.
 */
export interface MetricColumn {
  name: string;
  unit: "count" | "days" | "money" | "ms" | "number" | "share" | "text";
  says: string;
}
/**
 * A live journey that is compared by a published metric: under which name and role, and by which version of it.
 */
export interface MetricUse {
  journey: string;
  journey_name: string;
  metric: string;
  role: "guardrail" | "secondary";
  version: number;
}
/**
 * A metric that is a document of its own, in its newest version; `counts` is what it counts, in words.
 */
export interface DefinedMetric {
  id: string;
  name: string;
  description: string;
  owner: string;
  version: number;
  archived: boolean;
  counts: string;
  measure: "rate" | "ratio" | "sum";
  better: "less" | "more";
  within: string;
  used_by: MetricUse[];
}
/**
 * Every metric that is published as a document.
 */
export interface DefinedMetrics {
  metrics: DefinedMetric[];
}
/**
 * A published version of a metric: the document, what it counted in words, when, by whom and why.
 */
export interface MetricVersion {
  version: number;
  counts: string;
  published_at: number;
  by: string;
  reason: string;
  document: Journey;
}
/**
 * A metric in one journey, as the journey's own report has it; `earlier` by what the metric said before.
 */
export interface MetricFigure {
  journey: string;
  line: ComparedMetric;
  earlier: ComparedMetric[];
}
/**
 * One metric: treated against held out, from the first exposure of units since `since` on.
 *
 * `difference` is treated less held out, with an interval for any look that allows for the number of secondary
 * metrics; it is null where it may not be told. `q` is the share of mistakes among all that show as much. `e_value`
 * and `limit` are a guardrail's evidence and how much of it pauses. `uncapped` is the difference without the cap.
 * `document` is the metric that the journey names, in its version; "" for one that the journey defines itself.
 * `until_version` is, of an earlier definition, the newest version of the journey that had it; 0 for the one in use.
 */
export interface ComparedMetric {
  metric: string;
  name: string;
  role: "guardrail" | "secondary";
  measure: "rate" | "ratio" | "sum";
  better: "less" | "more";
  counts: string;
  within_ms: number;
  verdict:
    | "better"
    | "broken"
    | "cannot_tell"
    | "guard_failed"
    | "holds"
    | "no_difference_seen"
    | "not_enough_data"
    | "worse";
  reason: string;
  treated: MetricSide;
  held_out: MetricSide;
  difference?: Estimate | null;
  adjusted?: Adjusted | null;
  uncapped?: Estimate | null;
  cap?: number | null;
  q?: number | null;
  e_value?: number | null;
  limit?: number | null;
  allowed?: string;
  pauses?: boolean;
  since?: number;
  document?: string;
  document_version?: number;
  until_version?: number;
}
/**
 * Closed units of one side: how many, how many did it, what the number is a unit; `pending` are still open.
 *
 * `total` is the exact sum as a decimal number, which no cap changes.
 */
export interface MetricSide {
  units: number;
  did: number;
  level: number;
  total: string;
  pending: number;
}
/**
 * The difference adjusted by what each unit did in the same time before (CUPED; Deng, Xu, Kohavi & Walker 2013).
 *
 * `saved` is the part of the variance that it takes away, `slope` the change of the number for one of the past.
 */
export interface Adjusted {
  difference: Estimate;
  saved: number;
  slope: number;
}
/**
 * A metric with its versions, newest first, and its figure in every journey that is compared by it. Up to 50
 * journeys are told; `more` is how many are not.
 */
export interface DefinedMetricAnswer {
  metric: DefinedMetric;
  versions: MetricVersion[];
  figures: MetricFigure[];
  more: number;
}
/**
 * Every metric of `GET /api/metrics/{name}`.
 */
export interface MetricList {
  metrics: MetricLine[];
}
/**
 * One SELECT over `facts`, `events`, `people`, `lists`, `merges`: so many rows and so many seconds at most.
 */
export interface QueryBody {
  sql: string;
  limit?: number;
  seconds?: number;
}
/**
 * The open files: the number of their schema, as of when they are the facts, and each file.
 */
export interface OpenFiles {
  schema: number;
  as_of: number;
  files: OpenFactsFile[];
}
/**
 * A file: of which table, its path in the folder, its rows and its bytes; `day` (UTC) of facts alone.
 */
export interface OpenFactsFile {
  table: "facts" | "lists" | "merges" | "people";
  path: string;
  rows: number;
  bytes: number;
  day?: string;
}
/**
 * An author's window, by any name of its own, and the step that is selected there ("": none).
 *
 * It counts as open for 30 seconds, so it is told anew every ten; `leaves` says that it was closed.
 */
export interface PresenceBody {
  window: string;
  step?: string;
  leaves?: boolean;
}
/**
 * An author's window that is open, and the step that is selected there ("": none).
 */
export interface PresentAuthor {
  window: string;
  name: string;
  step: string;
}
/**
 * Everybody who has the journey open, who came first standing first; `more` windows are not listed.
 */
export interface PresentAuthors {
  authors: PresentAuthor[];
  more?: number;
}
/**
 * The event `presence` of the stream: everybody who has the journey `id` open now.
 */
export interface PresenceNews {
  id: string;
  authors: PresentAuthor[];
  more?: number;
}
/**
 * A document, a person (real traits or invented ones), signals in virtual time, and how long to go on.
 */
export interface DryRunBody {
  document: Journey;
  person?: Row;
  signals?: Row[];
  until?: string;
}
/**
 * A document to run over the recorded signals of the last days.
 */
export interface BacktestBody {
  document: Journey;
  days?: number;
}
/**
 * A message that would have left.
 */
export interface MessagePreview {
  at: number;
  node: string;
  channel: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  rendered: RenderedParts;
}
/**
 * The steps and the messages that would have left. `cut`: it went on for longer than anybody would read.
 */
export interface DryRunAnswer {
  steps: DryRunStep[];
  messages: MessagePreview[];
  cut: boolean;
}
/**
 * One thing that happened or was decided, in words, with the values that decided it.
 */
export interface DryRunStep {
  at: number;
  kind: string;
  node: string;
  text: string;
  data: Row;
}
/**
 * The id of a backtest that has begun.
 */
export interface Job {
  job: string;
}
/**
 * Messages of a node on a day ("2026-03-01").
 */
export interface DayCount {
  day: string;
  node: string;
  channel: string;
  count: number;
}
/**
 * Messages that were withheld, refused or deferred, by node and reason.
 */
export interface ReasonCount {
  node: string;
  kind: string;
  reason: string;
  count: number;
}
/**
 * The people that the draft would have messaged. Counts are of the sample, which is `share` of all people.
 */
export interface BacktestResult {
  people: number;
  share: number;
  signals: number;
  entered: number;
  messaged: number;
  messages: DayCount[];
  withheld: ReasonCount[];
  not_entered: ReasonCount[];
}
/**
 * The progress of a backtest from 0 to 1, and its result.
 */
export interface JobAnswer {
  job: string;
  state: "cancelled" | "done" | "failed" | "waiting" | "working";
  progress: number;
  result: BacktestResult | null;
  error?: string;
}
/**
 * Where a provider stands in its warm-up: the day of its plan, what it may get on it (UTC) and what it has had.
 */
export interface WarmUpLine {
  day: number;
  limit: number;
  sent: number;
}
/**
 * One provider of a channel. Of those with a `weight` each begins its share; one with 0 gets what others will not.
 *
 * `kind` is the scheme of its URL, `a_second` the most messages it gets a second (0: no bound), and `news` the address
 * at which it tells what became of messages: it holds a secret, so show it to the provider alone. `warm_up` is there
 * while a plan of the workspace holds for it.
 */
export interface ProviderLine {
  name: string;
  channel: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  kind: string;
  origin: "environment" | "record";
  state: "ok" | "paused" | "resting" | "sandbox" | "silent";
  weight: number;
  a_second: number;
  news: string;
  created_at?: number;
  by?: string;
  warm_up?: WarmUpLine | null;
}
/**
 * All providers, in the order in which they are asked; and the channels that only the sandbox carries.
 */
export interface ProviderList {
  providers: ProviderLine[];
  sandboxed: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp")[];
}
/**
 * A service that is installed. `example` is a URL of this kind: what it names in capitals is yours to fill in.
 *
 * `unknown_means` says when nobody knows what became of a message that was handed to it.
 */
export interface ProviderKindLine {
  kind: string;
  channels: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp")[];
  example: string;
  unknown_means: string;
}
/**
 * Every service that can carry messages, by name.
 */
export interface ProviderKindList {
  kinds: ProviderKindLine[];
}
/**
 * A provider to set up. `url` is as its kind writes it, with its secrets; it is kept sealed and never shown.
 *
 * `weight` is 1 for the first one of a channel and 0 for others, unless it is said.
 */
export interface ProviderBody {
  name: string;
  channel: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  url: string;
  weight?: number | null;
  a_second?: number;
}
/**
 * Where to send a message, to see whether a provider carries it.
 */
export interface ProviderTestBody {
  to: string;
}
/**
 * What the provider said of it. `code` and `reason` say what to do where it was not accepted.
 */
export interface ProviderTestAnswer {
  result: "accepted" | "deferred" | "refused" | "unknown";
  code?: string;
  reason?: string;
  provider_id?: string;
}
/**
 * One thing that is set aside, and why.
 *
 * `name` is the person's key, the message's key, the chunk's number, the document's kind, id and version, or a place
 * in the log. `count` positions of the log from `position` on are meant. `skipped` signals wait for a record, the
 * first of them at `first_position`. `asked`: what somebody asked for and is not done yet.
 */
export interface QuarantineLine {
  id: number;
  kind: "chunk" | "document" | "message" | "record" | "signal" | "signals" | "turn";
  name: string;
  person: string;
  code: "commit_failed" | "export_failed" | "signal_failed" | "stash_full" | "unreadable";
  reason: string;
  at: number;
  position: number;
  count: number;
  bytes: number;
  skipped: number;
  first_position: number;
  asked: ("drop" | "retry") | "";
}
/**
 * What is set aside, oldest first; `next` is the cursor of the next page, null at the end.
 */
export interface QuarantineList {
  items: QuarantineLine[];
  counts: {
    [k: string]: number;
  };
  next?: string | null;
}
/**
 * Done, or waiting for the loop. What cannot be done is a Conflict with the reason.
 */
export interface QuarantineAnswer {
  state: "done" | "waiting";
}
/**
 * A verdict that stands. Times are ms: `since` when its comparison began, `decided_at` as of when all of it was
 * known, `made_at` when it was written down, by version `code`, with the log decided up to `position`. `lift` is of
 * those who were reached, `intention` of all who entered.
 */
export interface DecidedLine {
  id: string;
  comparison: string;
  title: string;
  goal: string;
  since: number;
  decided_at: number;
  made_at: number;
  code: string;
  position: number;
  ends_at: number | null;
  planned_units: number | null;
  lift: Lift | null;
  intention: Lift | null;
}
/**
 * What was caused. `conversion` and `value` are differences a unit (treated minus held out), `ratio` is of
 * conversion rates; `incremental_*` are those differences times the treated units. Their intervals may be read at
 * any look. `treated_rate` and `held_out_rate`, and the same of value, are a closed unit's; where the share held out
 * was changed, they are weighed over `strata`, and so is every estimate. `value_ratio` is of value a unit. `fixed`
 * is the Newcombe interval for one planned look; it decides nothing. `attributed_*` is credit, not cause. Of a report
 * they are None where a guard has failed: the reason says which. `note` says in words what else has to be known of
 * the estimates.
 */
export interface Lift {
  verdict: "guard_failed" | "harm" | "lift" | "no_difference_seen" | "not_enough_data";
  reason: string;
  method: string;
  conversion: Estimate;
  ratio: Estimate;
  value: Estimate;
  fixed: Estimate;
  incremental_conversions: number | null;
  incremental_conversions_low: number | null;
  incremental_conversions_high: number | null;
  incremental_value: number | null;
  incremental_value_low: number | null;
  incremental_value_high: number | null;
  attributed_conversions: number;
  attributed_value: number;
  treated: ArmCounts;
  held_out: ArmCounts;
  treated_rate: number;
  held_out_rate: number;
  strata: Stratum[];
  guards: Guard[];
  missing: DataNeeded;
  e_value: number | null;
  boundary: number | null;
  z: number;
  fraction: number | null;
  final: boolean;
  detectable: number;
  value_ratio: Estimate;
  treated_value: number;
  held_out_value: number;
  note?: string;
}
/**
 * Units that were drawn with one planned holdout `share` (0 to 1); `name` says in words which ones they are.
 */
export interface Stratum {
  share: number;
  treated: ArmCounts;
  held_out: ArmCounts;
  name?: string;
}
/**
 * One check: its name, whether it passed, and in plain words what was seen and what to do. One that `cannot_tell`
 * has passed, and has nothing to say.
 */
export interface Guard {
  name: string;
  passed: boolean;
  text: string;
  cannot_tell?: boolean;
}
/**
 * What a verdict still waits for. `arm` is the smaller one, in words; `expected_at` (ms) is when it will have its
 * conversions at the pace so far, None where no date can be given; `units_need` is None without a planned number.
 */
export interface DataNeeded {
  arm: string;
  conversions_have: number;
  conversions_need: number;
  expected_at: number | null;
  units_have: number;
  units_need: number | null;
}
/**
 * The verdicts of a journey that stand, newest first.
 */
export interface DecidedLines {
  decisions: DecidedLine[];
}
/**
 * How many people a condition holds for, does not hold for, and for how many that is unknown.
 *
 * `accounts` are those that have a member for whom it holds: those of a segment of accounts.
 */
export interface Audience {
  yes: number;
  no: number;
  unknown: number;
  total: number;
  accounts?: number;
}
/**
 * A condition over people.
 */
export interface AudienceBody {
  when: string;
}
/**
 * A journey that uses a segment, and where, in words.
 *
 * `standing`: in the live version, only in the draft, or only in an older version that people may still be in.
 * `through` is the segment between the two when the journey uses that one, else "".
 */
export interface SegmentUse {
  journey: string;
  name: string;
  state: "draft" | "live" | "paused" | "stopped";
  standing: "draft" | "live" | "older";
  places: string[];
  through?: string;
}
/**
 * A named condition over people. `people` is null when it was not counted: there are too many segments.
 */
export interface SegmentLine {
  id: string;
  name: string;
  description: string;
  when: string;
  version: number;
  changed_at: number;
  by: string;
  reason: string;
  people: Audience | null;
  journeys: SegmentUse[];
  segments: string[];
}
/**
 * Every segment, by id. `segments` of a line are those whose own conditions use it.
 */
export interface SegmentList {
  segments: SegmentLine[];
}
/**
 * One version of a segment, with its author and reason.
 */
export interface SegmentVersion {
  version: number;
  name: string;
  description: string;
  when: string;
  published_at: number;
  reason: string;
  by: string;
}
/**
 * A segment as it is now, and its versions, newest first.
 */
export interface SegmentDetail {
  segment: SegmentLine;
  versions: SegmentVersion[];
}
/**
 * A segment to publish, and why. `over` is the version that its author saw, 0 for none; null overwrites any.
 */
export interface SegmentBody {
  when: string;
  reason: string;
  name?: string;
  description?: string;
  over?: number | null;
}
/**
 * A condition over people; `which`: those it holds for, or those for whom it is unknown.
 */
export interface PreviewBody {
  when: string;
  which?: "in" | "unknown";
  limit?: number;
}
/**
 * A person, with what the condition's own fields hold for them; null for a field that is not known.
 */
export interface PreviewLine {
  person: string;
  name: string;
  email: string;
  updated_at: number;
  values: Row;
}
/**
 * Some people, the last changed first.
 */
export interface Preview {
  people: PreviewLine[];
}
/**
 * A record to publish. `value` is one text; a name server that wants pieces gets them of 255 characters.
 */
export interface DnsRecord {
  name: string;
  value: string;
  kind?: "TXT";
}
/**
 * One key of a sender domain. The one that `signs` signs its mails; the others are to come, or went before.
 */
export interface SenderKeyLine {
  domain: string;
  selector: string;
  signs: boolean;
  record: DnsRecord;
  created_at: number;
  by: string;
}
/**
 * All keys, by domain, oldest first.
 */
export interface SenderKeyList {
  senders: SenderKeyLine[];
}
/**
 * A key to make. Without a `selector` it gets one that the domain does not have yet.
 */
export interface SenderKeyBody {
  domain: string;
  selector?: string;
}
/**
 * What DNS says of one thing, in plain words, and the record that would make it right.
 */
export interface SenderFinding {
  about: "dkim" | "dmarc" | "spf";
  state: "missing" | "right" | "unknown" | "wrong";
  text: string;
  publish?: DnsRecord | null;
}
/**
 * Whether receivers can believe mails from this domain: `passes` where each finding is right.
 */
export interface SenderCheckAnswer {
  domain: string;
  passes: boolean;
  findings: SenderFinding[];
}
/**
 * One `person` to be let in, by id. What `data` says stands before what the call says for all.
 */
export interface EntryBody {
  person: string;
  data?: Row;
}
/**
 * 1 to 1,000 `entries`, each as `EntryBody`; one that is refused keeps none of the others.
 *
 * The journey reads `data` as the properties of an event: `event.x` at the way in, `entry.x` later. The same
 * `idempotency_key` lets each person in once.
 */
export interface EntriesBody {
  entries: Json[];
  data?: Row;
  idempotency_key?: string;
}
/**
 * Why one of the entries was not taken: its `index`, a stable `code`, the words, the field.
 */
export interface EntryRefused {
  index: number;
  code: string;
  text: string;
  at?: string;
}
/**
 * How many were `accepted`, which is on disk; whether the journey lets them in is decided after.
 */
export interface EntriesTaken {
  accepted: number;
  refused?: EntryRefused[];
}
/**
 * The recipient: the id of a `person`, an `address` (e-mail address, phone number or device token), or both.
 *
 * With both it goes to that address and counts as that person's. `name` stands before the address of a mail.
 */
export interface SendTo {
  person?: string;
  address?: string;
  name?: string;
}
/**
 * A file of a mail, in base64. `cid`: the HTML shows it as `<img src="cid:...">`.
 */
export interface SendAttachment {
  name: string;
  content: string;
  content_type?: string;
  cid?: string;
}
/**
 * One transactional message. What is written in `content` may read `data`, as `{{data.order_id}}`.
 *
 * The same `idempotency_key` with the same body is the same message. `send_at` is ms since the epoch, or ISO 8601.
 * `reply_to` and `sender` stand for those of the content.
 */
export interface SendBody {
  channel: "email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp";
  to: SendTo;
  content?: Content | null;
  template?: string;
  data?: Row;
  idempotency_key?: string;
  attachments?: SendAttachment[];
  reply_to?: string;
  sender?: string;
  send_at?: number | string | null;
  track?: boolean;
}
/**
 * Up to 100 messages, each as `SendBody`; one that is refused keeps none of the others.
 */
export interface SendManyBody {
  messages: Json[];
}
/**
 * A message was taken, durably: `status` is scheduled, accepted or, where it was asked for before, cancelled.
 */
export interface SendTaken {
  id: string;
  status: "accepted" | "cancelled" | "scheduled";
}
/**
 * One of many was not taken: why, and at which of its fields.
 */
export interface SendRefused {
  code: string;
  text: string;
  at?: string;
}
/**
 * The answer for one of many: its id and status, or why it was refused.
 */
export interface SendAnswer {
  id?: string;
  status?: string;
  error?: SendRefused | null;
}
/**
 * An answer for each of many messages, in their order.
 */
export interface SendAnswers {
  answers: SendAnswer[];
}
/**
 * Where a message stands. `code` says why it was refused or failed, `provider` who has it.
 *
 * What the sandbox kept has left to nobody: it is never `sent`.
 *
 * `message` is its key in the list of messages. Before its time and before it is decided there are no attempts.
 */
export interface SendStatus {
  id: string;
  status:
    | "accepted"
    | "bounced"
    | "cancelled"
    | "clicked"
    | "complained"
    | "delivered"
    | "failed"
    | "held"
    | "opened"
    | "refused"
    | "sandbox"
    | "scheduled"
    | "sending"
    | "sent"
    | "unknown";
  message: string;
  person: string;
  channel: ("email" | "in_app" | "push" | "sms" | "webhook" | "whatsapp") | "";
  due_at: number;
  code?: string;
  text?: string;
  provider?: string;
  attempts?: AttemptLine[];
  receipts?: ReceiptLine[];
}
/**
 * What stands against one address: `bounced`, `complained` or `manual` (nothing is sent), or `unsubscribed` from a
 * topic ("": all marketing; what is transactional is sent). `since` when, and `by` what or whom.
 */
export interface SuppressionLine {
  channel: string;
  address: string;
  reason: string;
  topic: string;
  since: number;
  by: string;
  note: string;
}
/**
 * What stands against addresses, by channel and address; `next` is the cursor of the next page, null at the end.
 */
export interface SuppressionList {
  suppressions: SuppressionLine[];
  next?: string | null;
}
/**
 * An address that is not to be written to. A `topic` goes with the reason `unsubscribed` alone.
 */
export interface SuppressionBody {
  address: string;
  channel?: string;
  reason?: string;
  topic?: string;
  note?: string;
}
/**
 * An address that may be written to again, whatever was said against it before.
 */
export interface LiftBody {
  address: string;
  channel?: string;
  note?: string;
}
/**
 * A row that was not taken, by its line in the file (the header is line 1).
 */
export interface ImportFault {
  line: number;
  code: string;
  text: string;
}
/**
 * How many rows were taken, on disk, and how many were not; the first 1,000 of those are told.
 */
export interface ImportAnswer {
  accepted: number;
  refused: number;
  faults: ImportFault[];
}
/**
 * A field: its most frequent type and a few examples of its latest values.
 *
 * `types` are the shares of the types that were seen, `missing` the share of the latest `of` events, or people, that
 * lack it. `declared` is the type that the workspace declares, "" where it says nothing.
 */
export interface FieldSeen {
  type: string;
  examples: unknown[];
  types?: {
    [k: string]: number;
  };
  missing?: number;
  of?: number;
  declared?: string;
}
/**
 * An event by name, with its properties as they were seen lately; one that is declared may not have come yet.
 *
 * `days` are its counts of the last 30 days (UTC), today last. Nothing is said of its volume for `learned_in_days`
 * more days; 0 when it is watched.
 */
export interface EventSeen {
  name: string;
  count: number;
  last_seen_at: number;
  properties: {
    [k: string]: FieldSeen;
  };
  days?: number[];
  learned_in_days?: number;
  muted?: boolean;
}
/**
 * An alarm, in words, with when it began and when it was over (0: it lasts), and why it was.
 *
 * `name` is the event, or the journey of a trigger; `field` its property, or the trigger's name.
 */
export interface AlarmSeen {
  reason:
    | "event_stopped"
    | "events_late"
    | "property_drifted"
    | "property_vanished"
    | "trigger_silent"
    | "volume_off";
  name: string;
  field: string;
  words: string;
  since: number;
  expected: string;
  seen: string;
  ended_at: number;
  ended: "" | "back" | "forgotten" | "learned" | "muted";
}
/**
 * Whether an event raises no alarm from now on.
 */
export interface MuteBody {
  event: string;
  muted: boolean;
}
/**
 * The version of the workspace that says so.
 */
export interface Muted {
  version: number;
}
/**
 * Names that signals really carried, a few seconds old at most; the alarms of 30 days, those that last first.
 */
export interface TrackingPlan {
  events: EventSeen[];
  traits: {
    [k: string]: FieldSeen;
  };
  account_traits: {
    [k: string]: FieldSeen;
  };
  segments: string[];
  lists: string[];
  journeys: string[];
  alarms?: AlarmSeen[];
}
/**
 * The rules above all journeys to publish, and why.
 */
export interface WorkspaceBody {
  document: Workspace;
  reason: string;
}
/**
 * Why an account did or did not let a member in: a sentence, and the facts behind it, newest first.
 */
export interface AccountAnswer {
  account: string;
  journey: string;
  answer: string;
  lines: FactLine[];
}
/**
 * The backup that is under way, or the last one; `name` is its folder in `backups/` of the data folder.
 */
export interface BackupStatus {
  state?: "done" | "failed" | "idle" | "running";
  name?: string;
  size?: number;
  fault?: string;
}
/**
 * Lift by group. `by` is what was asked for, `title` the same in words; people stand in the group that they were
 * in when they entered. `others` groups were too small to be shown and stand together. `interaction` is whether the
 * lift differs by it; a group has a verdict of its own only where it does.
 */
export interface Breakdown {
  journey: string;
  by: string;
  title: string;
  note: string;
  groups: Contrasts;
  others: number;
  counted_at: number;
  interaction: Interaction;
}
/**
 * Comparisons made at once, and in plain words what that asks of the reader.
 */
export interface Contrasts {
  compared: number;
  warning: string;
  rows: Contrast[];
}
/**
 * One joint test of "the relative lift is the same in all groups", which may be read at any look.
 *
 * `e_value` is the evidence against it and `limit` how much is enough: all factors that a version has
 * declared share 5 %. `groups` and
 * `conversions` are those of people who entered by versions from `since_version` on, which declare the factor.
 */
export interface Interaction {
  verdict: "differs" | "guard_failed" | "no_evidence" | "not_declared" | "not_tested";
  reason: string;
  e_value?: number | null;
  limit?: number | null;
  declared?: number;
  groups?: number;
  conversions?: number;
  since_version?: number;
}
/**
 * A comparison whose verdict stands, as of `snapshot.as_of` (ms); nothing that comes later is in it.
 *
 * `code` is the version of Loopline that computed it at `made_at` (ms), when all up to log position `position` had
 * been decided. `salt` is the workspace's; those of the versions stand in the snapshot's draws.
 */
export interface Decision {
  id: string;
  journey: string;
  comparison: string;
  title: string;
  goal: string;
  made_at: number;
  code: string;
  position: number;
  salt: string;
  snapshot: LiftSnapshot;
  verdicts: Verdicts;
}
/**
 * Sufficient statistics of a comparison as of a moment: units that do not differ, by day, and what guards look at.
 *
 * `cells` are of those that entered and of those that were exposed. `draws` are of its versions; `entry_events` are
 * those by which people enter. `last_fact_at` is the newest fact, `undecided_since` when the oldest signal came that
 * is in no fact yet. Times are ms.
 */
export interface LiftSnapshot {
  comparison: Comparison;
  cells: Cell[];
  draws: {
    [k: string]: Draw;
  };
  as_of: number;
  zone?: string;
  last_fact_at?: number | null;
  undecided_since?: number | null;
  arrivals?: Arrivals | null;
  entry_events?: string[];
}
/**
 * The people whose windows are compared, on what, and by which plan. Times are ms.
 *
 * `versions` are those that its units entered; `counted` those whose goal is written down as theirs. With `after_end`
 * it is of those who came after the planned end of the same versions: `plan` is that plan, and it has none itself.
 * `change` says what began it, `until` when a later version superseded it, `before` what the one before analysed.
 */
export interface Comparison {
  id: string;
  versions: number[];
  counted: number[];
  analysed: Analysed;
  since: number;
  plan?: Plan;
  until?: number | null;
  after_end?: boolean;
  change?: "" | "end" | "goal" | "plan";
  lateness_ms?: number;
  before?: Analysed | null;
}
/**
 * What is counted of a unit: the goal's event, its filter and value as written, its window, and what a unit is.
 */
export interface Analysed {
  event?: string;
  where?: string;
  value?: string;
  within_ms?: number;
  unit?: string;
}
/**
 * The plan of a comparison. With `ends_at` (ms) or `planned_units` (closed units of both arms) it has an end
 * and is judged by group-sequential bounds; with neither it is always on and judged by the e-process.
 *
 * `looks` are the information fractions at which somebody looked before now. None says that nobody kept count:
 * then one look a day since the start is assumed, which can only widen the intervals. `()` says that this is the
 * first look. `times` are the parts of the plan as they stood at those looks, by which alpha was spent; `()` where the
 * fractions themselves say so. What was superseded (`superseded_at`, ms) before its end has no last look: when it was
 * stopped may have hung on what was seen.
 */
export interface Plan {
  ends_at?: number | null;
  planned_units?: number | null;
  looks?: number[] | null;
  alpha?: number;
  holdout_share?: number;
  smallest_conversions?: number;
  superseded_at?: number | null;
  times?: number[];
}
/**
 * Units that do not differ. `held` is the level that holds them out; units that a higher level than the journey's
 * holds out are in no comparison. `version` is the entered one, by which the holdout was drawn; `given` is the one
 * whose weights drew the arm (0 without an arm), a later one after a migration. `day` is when their windows closed,
 * None while they are open (then `opened` is the day since when); `before` counts those, open or not, that had done
 * the goal's event before, `torn` those whose identities had both arms, and `reached` those that have converted so
 * far. The first of their windows opened at `since` (ms), the last at `last`. `late`: they came to the experiment
 * after their first message, so how many came that far may be an effect of it.
 */
export interface Cell {
  basis: string;
  node: string;
  arm: string;
  held: string;
  version: number;
  day: number | null;
  counts: ArmCounts;
  since: number;
  took?: number[];
  before?: number;
  given?: number;
  opened?: number;
  last?: number;
  torn?: number;
  reached?: number;
  late?: boolean;
}
/**
 * What a unit's place was drawn by: share held out (0 to 1), salt, and whether persons or accounts are drawn.
 */
export interface Draw {
  share: number;
  salt?: string;
  unit?: string;
}
/**
 * How the goal's event came in, by anybody, in the 90 days up to the last one. Times are ms.
 *
 * `hours` are those in which it came, since `since`; entries are those of the journey, in that time and after it.
 */
export interface Arrivals {
  last_at?: number | null;
  hours?: number;
  since?: number;
  longest_gap_ms?: number;
  entries_before?: number;
  entries_after?: number;
}
/**
 * Of those exposed (`lift`), and of all who entered (`intention`); None where nobody can be compared.
 */
export interface Verdicts {
  lift: Lift | null;
  intention: Lift | null;
}
/**
 * The plan of a comparison. With `ends_at` (ms) or `planned_units` (closed units of both arms) it has an end
 * and is judged by group-sequential bounds; with neither it is always on and judged by the e-process.
 *
 * `looks` are the information fractions at which somebody looked before now. None says that nobody kept count:
 * then one look a day since the start is assumed, which can only widen the intervals. `()` says that this is the
 * first look. `times` are the parts of the plan as they stood at those looks, by which alpha was spent; `()` where the
 * fractions themselves say so. What was superseded (`superseded_at`, ms) before its end has no last look: when it was
 * stopped may have hung on what was seen.
 */
export interface Plan1 {
  ends_at?: number | null;
  planned_units?: number | null;
  looks?: number[] | null;
  alpha?: number;
  holdout_share?: number;
  smallest_conversions?: number;
  superseded_at?: number | null;
  times?: number[];
}
/**
 * What a journey did and what it caused. Counts are people, funnel counts are enrollments.
 *
 * `attributed` is credit (treated units that converted after a message), `incremental` is cause (null where nobody is
 * held out, or a guard has failed: `incremental_missing` says why); where there is a lift, both are of units whose
 * window is over. `totals` are of journeys that people enter more than once, and `caused` is the incremental number
 * with what it is of. `intention` compares all who entered, reached by a message or not. `sandbox` says in words which
 * messages the sandbox kept, and what that means for the figures; "" where it kept none. `outcomes` says which goals
 * are not counted; "" where all are. `comparisons` are all that the journey has made, newest first: `lift` is that of
 * the leading one. `spending` is null where nothing was ordered, nobody is held out, or a guard has failed.
 */
export interface JourneyReport {
  journey: string;
  version: number;
  enrollments: number;
  entered: number;
  messaged: number;
  messages: number;
  held_out: number;
  converted: number;
  within_ms: number;
  funnel: FunnelNode[];
  exits: [string, number][];
  time_to_convert: TimeToConvert;
  lift: Lift | null;
  intention: Lift | null;
  attributed: number;
  incremental: number | null;
  over_time: DayPoint[];
  arms: ArmLine[];
  experiments: ExperimentResult[];
  refusals: Row[];
  channels: Row[];
  counted_at: number;
  sandbox?: string;
  comparisons?: ComparisonLine[];
  incremental_missing?: string;
  spending?: Spending | null;
  outcomes?: string;
  totals?: UnitTotals[];
  caused?: Caused | null;
}
/**
 * Enrollments at a node: reached it, stand there now, ended there, went on; share of all that entered.
 */
export interface FunnelNode {
  node: string;
  name: string;
  kind: string;
  entered: number;
  inside: number;
  ended: number;
  left: number;
  share: number;
}
/**
 * How long the treated took to convert. Only people whose whole window is over are counted (`closed`, of which
 * `conversions` converted): otherwise the quick would be counted before the slow. `open` are still in theirs.
 */
export interface TimeToConvert {
  median_ms: number | null;
  p90_ms: number | null;
  conversions: number;
  closed: number;
  open: number;
  histogram: Bin[];
}
/**
 * Conversions within the day that begins this long after entry.
 */
export interface Bin {
  from_ms: number;
  count: number;
}
/**
 * Cumulative counts of closed units up to a day ("2026-03-01"), with the interval as of that day.
 */
export interface DayPoint {
  day: string;
  treated_units: number;
  treated_conversions: number;
  held_units: number;
  held_conversions: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
}
/**
 * One arm of an experiment, from the moment at which it was given; `rate` is conversions a closed unit.
 */
export interface ArmLine {
  node: string;
  name: string;
  units: number;
  conversions: number;
  rate: number;
  value: number;
  pending: number;
}
/**
 * An experiment's arms against the first of them (`between`) and against the holdout (`against_holdout`).
 *
 * Against the holdout only units count that came to the experiment before their first message; `note` says in words
 * how many did not.
 */
export interface ExperimentResult {
  node: string;
  name: string;
  between: Contrasts;
  against_holdout: Contrasts;
  note?: string;
}
/**
 * One of a journey's comparisons: whose, on what goal (in words), from when until when their windows opened (ms).
 *
 * `state`: it is "open", it has "ended" and windows or late events are waited for, or it is "settled" and nothing of
 * it changes any more. `decision` is the record of its verdict, made at `decided_at` (ms), where there is one.
 */
export interface ComparisonLine {
  id: string;
  title: string;
  goal: string;
  since: number;
  until: number | null;
  state: "ended" | "open" | "settled";
  leading: boolean;
  lift: Lift | null;
  decision?: string;
  decided_at?: number | null;
}
/**
 * What stands beside the value a unit. Orders a unit and value an order describe: their intervals are for one
 * look at 95 %, and the treated's orders are not the same people's as the held out's. `capped` and `capped_ratio`
 * are the difference and the ratio of value a unit with every unit's value above `cap` counted as `cap`, which is
 * the declared percentile of the buyers' values, both arms together; their intervals may be read at any look.
 */
export interface Spending {
  orders_treated: number;
  orders_held_out: number;
  orders: Estimate;
  order_value_treated: number;
  order_value_held_out: number;
  order_value: Estimate;
  percentile: number;
  cap: number;
  capped: Estimate;
  capped_ratio: Estimate;
}
/**
 * What units reached within a fixed time (ms) of their first exposure, in however many visits.
 *
 * `conversions` and `value` are differences a unit, all conversions counted; `incremental_*` those times the treated
 * units. Null until units of both sides have had the whole time. The intervals may be read at any look.
 */
export interface UnitTotals {
  horizon_ms: number;
  treated: TotalSide;
  held_out: TotalSide;
  conversions: Estimate | null;
  value: Estimate | null;
  incremental_conversions: Estimate | null;
  incremental_value: Estimate | null;
}
/**
 * Units of one side whose horizon is over, and all that they reached in it; `pending` are still within theirs.
 */
export interface TotalSide {
  units: number;
  pending: number;
  conversions: number;
  value: number;
}
/**
 * Conversions that would be missing if nobody had been messaged, with an interval; `of` says in words what is
 * counted where it is not the one comparison of a journey that people enter once.
 */
export interface Caused {
  conversions: number;
  low: number;
  high: number;
  of?: string;
}
/**
 * The answer as of a moment (ms): columns, and a row for each group and period. `note` says what to mind.
 */
export interface MetricTable {
  metric: string;
  title: string;
  columns: MetricColumn[];
  rows: unknown[][];
  as_of: number;
  note: string;
}
/**
 * The proofs of all journeys with a holdout, in the order of their ids.
 */
export interface Proofs {
  proofs: RuleProof[];
}
/**
 * How often the rule of a journey would have claimed an effect on its own past, with no effect at all.
 *
 * Of `redraws` random assignments of the same people `claims` would have had a verdict (lift or harm) at one of
 * `looks` looks. `rate` is their share, `low` to `high` its exact 95 % interval (Clopper & Pearson, Biometrika 1934),
 * and `level` the share that the rule promises not to pass. `rule` is "looks" for a plan with an end, "always_on"
 * without one, and "none" where nobody can be compared. `units` and `conversions` are those that were redrawn.
 * `is_kept` is false where the interval lies wholly above the level. `text` says it in words.
 */
export interface RuleProof {
  journey: string;
  comparison: string;
  rule: "always_on" | "looks" | "none";
  redraws: number;
  claims: number;
  rate: number;
  low: number;
  high: number;
  level: number;
  looks: number;
  units: number;
  conversions: number;
  is_kept: boolean;
  text: string;
}
/**
 * The metrics of a journey beside its goal. `value` is the goal's own value a unit, plain and adjusted; null where
 * it has none or may not be told. `changes` are the newest pauses and resumes. `warning` says what it means that
 * several metrics are read at once, and `missing` why nothing can be compared. `earlier` are the analyses by what the
 * metrics said before they were changed, of the same units; those of secondary metrics count among all that are read.
 */
export interface MetricsReport {
  journey: string;
  goal: string;
  value: ComparedMetric | null;
  metrics: ComparedMetric[];
  warning: string;
  missing: string;
  changes: StateChange[];
  counted_at: number;
  earlier?: ComparedMetric[];
}
/**
 * A pause of the journey, or its end: when, why, and whether a guardrail of Loopline decided it.
 */
export interface StateChange {
  at: number;
  state: string;
  reason: string;
  by_guardrail?: string;
}
/**
 * A plan: its inputs with where they come from, the weeks, and a sentence. `weeks_needed` is for the wanted
 * relative lift, null where it takes more than two years; `wanted` is that lift, 0 where none was asked for.
 * `missing` says what is not known, so that nothing can be planned.
 */
export interface PlanReport {
  journey: string;
  inputs: PlanInputs | null;
  source: string;
  weeks: PlanWeek[];
  sentence: string;
  wanted: number;
  weeks_needed: number | null;
  missing: string;
}
/**
 * What a plan is made of. `people_a_week` come for the first time; `base_rate` of them reach the goal unmessaged,
 * within `within_weeks`; `holdout` is the share held out (0 to 1). `mean` and `spread` are of value a person, the
 * spread its standard deviation; 0 where value is not planned for.
 */
export interface PlanInputs {
  people_a_week: number;
  base_rate: number;
  holdout: number;
  within_weeks?: number;
  mean?: number;
  spread?: number;
  rule?: "e_process" | "obf";
  power?: number;
  alpha?: number;
}
/**
 * After so many weeks: people of either side whose window is over, and the smallest effect that is seen with the
 * plan's power. `lift` is a difference in conversion rate, `value` in value a person; both upwards, and in parts of
 * the base. Null where no effect that size can be.
 */
export interface PlanWeek {
  weeks: number;
  treated: number;
  held_out: number;
  lift: number | null;
  relative_lift: number | null;
  value: number | null;
  relative_value: number | null;
}
/**
 * The groups, the largest first. `p` is of the log-rank test that they are all alike; None with one group alone.
 */
export interface ReachReport {
  begin: string;
  reach: string;
  groups: TimeToReach[];
  p: number | null;
}
/**
 * One group: how many began, how many have come, the days by which half have (None: not yet), and the curve.
 */
export interface TimeToReach {
  name: string;
  began: number;
  reached: number;
  median_days: number | null;
  points: ReachedPoint[];
}
/**
 * By so many days the share who had come, with its interval of 95 %; `at_risk` had neither come nor been let go.
 */
export interface ReachedPoint {
  days: number;
  share: number;
  low: number;
  high: number;
  at_risk: number;
}
/**
 * `fitted_until` is the week up to which the tracked model saw purchases: behind it, it is held to what came.
 *
 * `standing` says whether to believe it, `reason` why in words. `alive` is the mean probability that a customer still
 * buys. Of more than `counted` customers so many were drawn, and totals are multiplied up to all of them.
 * `second_error` is that of Pareto/NBD, as a second opinion.
 */
export interface ValueReport {
  event: string;
  customers: number;
  counted: number;
  fitted_until: number;
  weeks: WeekTracked[];
  error: number | null;
  standing: "believed" | "off" | "too_early";
  reason: string;
  model: PurchaseModel;
  money: MoneyModel | null;
  alive: number;
  ahead: ValueAhead;
  second_error?: number | null;
}
/**
 * Repeat purchases from the first week up to this one: those that came, and those that the model expected.
 */
export interface WeekTracked {
  week: number;
  actual: number;
  expected: number;
}
/**
 * The parameters of a fitted BG/NBD model; times are in weeks.
 */
export interface PurchaseModel {
  r: number;
  alpha: number;
  a: number;
  b: number;
  log_likelihood: number;
}
/**
 * Those of a fitted Gamma-Gamma model; `correlation` is that between number and mean value of purchases.
 */
export interface MoneyModel {
  p: number;
  q: number;
  v: number;
  log_likelihood: number;
  correlation: number;
}
/**
 * What is expected of those who are customers now: a customer on average, in all, and of the best tenth.
 */
export interface ValueAhead {
  weeks: number;
  purchases: number;
  value: number | null;
  total_purchases: number;
  total_value: number | null;
  best_tenth: number | null;
}
/**
 * All programmes beside everything, which is no sum of them.
 */
export interface ProgrammeReports {
  everything: ProgrammeReport;
  programmes: ProgrammeReport[];
}
/**
 * What the journeys of a programme, or all journeys, caused together.
 *
 * `id` is "" for everything. `percent` and `rotates` are those of today's holdout; `goal` says in words what counts,
 * "" where none is written. `lift` is of units from their first exposure to any of the journeys, None where nobody can
 * be compared: `missing` says why, and what to do. `entered` counts people who entered any of the journeys, `journeys`
 * are the marginal lifts. `notes` say in words what else a reader has to know.
 */
export interface ProgrammeReport {
  id: string;
  name: string;
  level: "global" | "programme";
  owner: string;
  north_star: string;
  unit: string;
  goal: string;
  within_ms: number;
  percent: number;
  rotates: string;
  entered: number;
  lift: Lift | null;
  missing: string;
  months: MonthLine[];
  credit: Credit | null;
  cost: HoldoutCost | null;
  journeys: MarginalLine[];
  notes: string[];
  counted_at: number;
}
/**
 * Units whose first exposure fell into a month of the workspace's calendar ("2026-03"). `incremental_*` are of
 * those whose windows are over; `pending` are not. None while a side has nobody whose window is over, or where a guard
 * failed. Each interval is for this month alone.
 */
export interface MonthLine {
  month: string;
  treated: number;
  held_out: number;
  pending: number;
  verdict: "guard_failed" | "harm" | "lift" | "no_difference_seen" | "not_enough_data";
  incremental_conversions: Estimate | null;
  incremental_value: Estimate | null;
  attributed_conversions: number;
  attributed_value: number;
}
/**
 * What is credited to messages, beside what they caused: `conversions` and `value` of treated units that reached
 * the goal at or after a message of any of the journeys (any touch), of the units that the lift is of. The ratios are
 * credit over cause; None while there is no verdict, and where nothing was caused or credited. `rule` says in words
 * what is credited.
 */
export interface Credit {
  conversions: number;
  value: number;
  rule: string;
  conversions_ratio?: number | null;
  value_ratio?: number | null;
}
/**
 * The people spent on the comparison: units held out so far, and what they would have brought in their windows if
 * they had been messaged (the lift a unit, times the held-out units whose windows are over). None where a guard
 * failed.
 */
export interface HoldoutCost {
  units: number;
  closed: number;
  conversions: Estimate | null;
  value: Estimate | null;
}
/**
 * A journey of the programme and what it adds while all others go on, by its own comparison and its own goal.
 *
 * `incremental_*` never add up to the programme's. `ends_at` is the planned end, `decided_at` when its verdict was
 * decided that stands, `decision` the id of that record. `due` says in words what is to be decided; "" for nothing.
 */
export interface MarginalLine {
  journey: string;
  name: string;
  goal: string;
  state: string;
  verdict: ("guard_failed" | "harm" | "lift" | "no_difference_seen" | "not_enough_data") | null;
  reason: string;
  conversion: Estimate | null;
  incremental_conversions: Estimate | null;
  incremental_value: Estimate | null;
  ends_at: number | null;
  decided_at: number | null;
  decision: string;
  due: string;
}
/**
 * A decision once more: whether its snapshot gives the same verdict to every digit, and whether the facts of now
 * give the same snapshot and verdict. `differences` says in words what does not agree.
 */
export interface DecisionReplay {
  id: string;
  agrees: boolean;
  from_snapshot: boolean;
  from_facts: boolean;
  differences: string[];
  code: string;
  code_then: string;
  then: Lift | null;
  now: Lift | null;
}
/**
 * The map as of `counted_at`: of people who are in journeys now, or who entered in the last `days`.
 */
export interface OverlapMap {
  days: number;
  now_inside: boolean;
  people: number;
  spread: JourneySpread[];
  journeys: JourneyShare[];
  pairs: SharedPair[];
  gave_way: GaveWay[];
  counted_at: number;
}
/**
 * So many people are in so many journeys.
 */
export interface JourneySpread {
  journeys: number;
  people: number;
}
/**
 * A journey, the people in it, and those of them who are in another one too.
 */
export interface JourneyShare {
  journey: string;
  name: string;
  people: number;
  shared: number;
}
/**
 * Two journeys and the people who are in both; `of` is their part of the smaller one (0 to 1).
 */
export interface SharedPair {
  one: string;
  one_name: string;
  other: string;
  other_name: string;
  people: number;
  of: number;
}
/**
 * A journey kept a message or an entry back for another: by a cap whose places the other's messages have, or by a
 * group of journeys that exclude each other. One refusal may be of several, so `times` never add up.
 */
export interface GaveWay {
  journey: string;
  name: string;
  to: string;
  to_name: string;
  how: "cap" | "group";
  times: number;
  people: number;
}
/**
 * The rows of a question, as of when the open files were compared with the facts (ms).
 *
 * `truncated`: there were more rows than were asked for. Times are ISO 8601 in UTC; whole numbers beyond 2^53,
 * decimals and intervals are text.
 */
export interface QueryAnswer {
  kind: "answer";
  columns: QueryColumn[];
  rows: unknown[][];
  truncated: boolean;
  as_of: number;
}
/**
 * A column of an answer, with DuckDB's type.
 */
export interface QueryColumn {
  name: string;
  type: string;
}
/**
 * Why a person did or did not get this: a sentence or two, the passages, and the times they did not get in.
 *
 * The sentence is judged by all facts, and says so where only the newest are shown; `totals` counts all of them.
 */
export interface WhyAnswer {
  person: string;
  journey: string;
  answer: string;
  entries: EntryLine[];
  not_entered: FactLine[];
  totals: FactTotals;
}
/**
 * One enrollment, narrated from its entry to its end.
 */
export interface EntryLine {
  enrollment: string;
  journey: string;
  version: number;
  entered_at: number;
  held: string;
  steps: FactLine[];
  ended: string;
}
/**
 * All that the facts hold of a person in a journey, or in any, however many of them are shown; `kept` are messages
 * that the sandbox took, which are not among `sent`.
 */
export interface FactTotals {
  facts: number;
  entered: number;
  not_entered: number;
  sent: number;
  kept?: number;
}
/**
 * Whether the server is well, how far it is behind, and what runs in the background.
 *
 * `status` is `failing` when a task fails or something stands; `fault` says what, in plain words. It is
 * `degraded` when all goes on but the facts are not `fit`, so that reports are refused. `ready` says whether messages
 * are sent, which waits until the backlog of a start is decided. `set_aside` counts by kind what cannot be read or
 * decided; that costs itself alone and is no failure, so `warnings` tell of it in words. `log` says where the log
 * begins and what is stored. `silent_seconds` says by channel for how long its provider has answered nothing while
 * messages wait for it, 0 where it answers. `troubles` are the same faults and warnings one by one, and what operators
 * are alarmed of. `shards` has each shard of a record of several: the lag beside it is that of all
 * of them, other figures are those of the first.
 */
export interface HealthReport {
  status: "degraded" | "failing" | "ok";
  version: string;
  ready: boolean;
  position: number;
  lag_signals: number;
  lag_seconds: number;
  stranded: number;
  facts: "ahead" | "damaged" | "fit" | "missing" | "rebuilding";
  facts_lag_chunks: number;
  channels: {
    [k: string]: string;
  };
  fault: string;
  oldest: Oldest;
  tasks: TaskReport[];
  set_aside: {
    [k: string]: number;
  };
  warnings: string[];
  log?: LogReach1;
  silent_seconds?: {
    [k: string]: number;
  };
  troubles?: Trouble[];
  shards?: ShardReport[];
}
/**
 * For how many seconds the oldest thing of each kind has been waiting; 0 when nothing waits.
 */
export interface Oldest {
  undecided_signal_seconds?: number;
  unsent_message_seconds?: number;
  unexported_facts_seconds?: number;
  unanswered_request_seconds?: number;
}
/**
 * One background task: its state, how often a step failed, and the code of the last failure ("" when none).
 */
export interface TaskReport {
  name: string;
  state: "dead" | "done" | "failing" | "running" | "starting" | "stopped";
  restarts: number;
  fault: string;
  words: string;
}
/**
 * Where the log begins and ends, and what is stored, in bytes by file. Times are ms since the epoch, UTC.
 *
 * Signals up to `horizon` have left; 0: the log is whole. `oldest_at` is when the oldest that is left was accepted, 0
 * when there is none. `snapshot` is the position of the one from which facts are rebuilt then, 0 when there is none.
 */
export interface LogReach1 {
  horizon?: number;
  end?: number;
  oldest_at?: number;
  snapshot?: number;
  snapshot_at?: number;
  stored?: {
    [k: string]: number;
  };
}
/**
 * Something that is wrong now. `key` names it for as long as it lasts, whatever figures `words` hold.
 *
 * `grave`: health is `failing` because of it.
 */
export interface Trouble {
  key: string;
  words: string;
  grave?: boolean;
}
/**
 * One shard: who runs it, how far it is behind, and what waits to be told to the others.
 *
 * `state` is `starting` until its process has said that it is well, and `down` after that has ended. `ready` says
 * whether its messages are sent. `lag_*` are of signals that are accepted and not yet decided. `tellings` counts what
 * waits for its way to another shard, the oldest for so many seconds; `publications` are those that it knows of.
 * `still_seconds`: for so long signals have waited and none was decided, 0 where it goes on.
 */
export interface ShardReport {
  shard: number;
  state?: "down" | "running" | "starting";
  pid?: number;
  restarts?: number;
  ready?: boolean;
  position?: number;
  lag_signals?: number;
  lag_seconds?: number;
  still_seconds?: number;
  unsent_message_seconds?: number;
  tellings?: number;
  telling_seconds?: number;
  publications?: number;
  set_aside?: number;
  stranded?: number;
  fault?: string;
}
/**
 * The process answers.
 */
export interface Alive {
  live?: boolean;
}
/**
 * Whether the server is level and serves; `why` says why not.
 */
export interface Readiness {
  ready: boolean;
  why?: string;
}
/**
 * The shape of every error.
 */
export interface ErrorAnswer {
  error: ErrorLine;
}
/**
 * A stable code, a text that says the next step, and the place in the request.
 */
export interface ErrorLine {
  code: string;
  text: string;
  at: string;
}
