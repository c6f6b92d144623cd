/** A server that is none: answers from made-up data, so that every page can be looked at without one. `?empty` has none. */
import { check } from "@/canvas/check";
import { diff } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import { answerWith, type Responder } from "../client";
import { announce } from "../stream";
import type { DryRunAsk, JourneyDetail } from "../schema";
import { bigJourney, detailOf, LINES, manyLines, NOW, TEMPLATES } from "./journeys";
import { PREVIEW, SEGMENTS, segmentOf } from "./segments";
import { CATALOG, FACTS, groupsBy, MESSAGES, messageOf, PEOPLE, personOf, REPORT, WHY } from "./people";

type Handler = (found: RegExpMatchArray, body: unknown, search: URLSearchParams) => unknown;

const flag = (name: string) => new URLSearchParams(location.search).has(name) || sessionStorage.getItem(name) !== null;
const drafts = new Map<string, JourneyDetail>();

function detail(id: string): JourneyDetail {
  const known = drafts.get(id);
  if (known) return known;
  const made = id === "big" ? bigJourney(300) : detailOf(id);
  drafts.set(id, made);
  return made;
}

function liveOf(id: string): unknown {
  const nodes: Journey["nodes"] = detail(id).live?.document.nodes ?? {};
  const figures = Object.keys(nodes).map((node, at) => [node, { inside: (at * 137) % 900, entered: 12_000 - at * 900, left: 11_000 - at * 900, errors: at === 5 ? 12 : 0 }]);
  const edges = Object.entries(nodes).flatMap(([from, node]) => ("then" in node && node.then ? [{ from, to: node.then, count: 4000 }] : "branches" in node ? node.branches.map((one, at) => ({ from, to: one.then, count: 9000 - at * 4000 })) : []));
  return { nodes: Object.fromEntries(figures), edges: [{ from: "@entry", to: "which_plan", count: 18_402 }, ...edges] };
}

function dryRun(ask: DryRunAsk): unknown {
  const ids = Object.keys(ask.document.nodes).slice(0, 6);
  const steps = [{ at: NOW, kind: "entered", node: null, text: `Entered on ${ask.signals[0]?.event ?? "an event"}`, data: {} }, ...ids.map((node, at) => ({ at: NOW + (at + 1) * 40_000_000, kind: "stepped", node, text: "Went on: the condition holds with current_plan = free", data: {} }))];
  return { steps, messages: [{ at: NOW + 40_000_000, node: ids[1] ?? "", channel: "email", rendered: messageOf("k0").rendered }] };
}

let worked = 0;
function backtest(): unknown {
  worked = Math.min(1, worked + 0.34);
  const days = Array.from({ length: 14 }, (_, at) => new Date(NOW - at * 86_400_000).toISOString().slice(0, 10));
  const messages = days.flatMap((day, at) => [{ day, node: "offer_email", channel: "email", count: 40 + ((at * 13) % 30) }, { day, node: "last_sms", channel: "sms", count: 10 + (at % 5) }]);
  const result = { people: 20_000, share: 0.4, signals: 812_004, entered: 1204, messaged: 911, messages, withheld: [{ node: "last_sms", kind: "withheld", reason: "no_consent", count: 320 }, { node: "offer_email", kind: "deferred", reason: "quiet_hours", count: 88 }], not_entered: [{ node: "", kind: "not_entered", reason: "reentry_too_soon", count: 410 }] };
  return { job: "j1", state: worked < 1 ? "working" : "done", progress: worked, result: worked < 1 ? null : result, error: "" };
}

const ROUTES: [method: string, pattern: RegExp, handler: Handler][] = [
  ["GET", /^\/api\/health$/, () => ({ status: "ok", lag_signals: 0, lag_seconds: 0.02, version: "0.1.0" })],
  ["GET", /^\/api\/session$/, () => ({ state: flag("setup") ? "setup" : flag("out") ? "signed_out" : "signed_in", person: { name: "Mira", email: "mira@example.com" } })],
  ["GET", /^\/api\/journeys$/, () => ({ journeys: flag("empty") ? [] : flag("many") ? manyLines() : LINES })],
  ["GET", /^\/api\/journeys\/(\w+)$/, ([, id = ""]) => detail(id)],
  ["PUT", /^\/api\/journeys\/(\w+)\/draft$/, ([, id = ""], body) => {
    const { document, revision } = body as { document: Journey; revision: number };
    const old = drafts.get(id) ?? { ...detailOf(id), live: null, versions: [] };
    drafts.set(id, { ...old, draft: { document, revision: revision + 1, saved_at: Date.now() } });
    return { revision: revision + 1 };
  }],
  ["POST", /^\/api\/check$/, (_found, body) => ({ faults: check((body as { document: Journey }).document) })],
  ["POST", /^\/api\/journeys\/(\w+)\/publish$/, ([, id = ""]) => ({ version: (detail(id).live?.version ?? 0) + 1 })],
  ["GET", /^\/api\/journeys\/(\w+)\/impact$/, ([, id = ""]) => {
    const one = detail(id);
    const changes = one.live && one.draft ? diff(one.live.document, one.draft.document).filter((change) => change.node !== null) : [];
    return { changes, standing: { four_days: 440, a_day: 840 } };
  }],
  ["GET", /^\/api\/journeys\/(\w+)\/live/, ([, id = ""]) => liveOf(id)],
  ["GET", /^\/api\/journeys\/(\w+)\/people/, (_found, _body, search) => ({ people: PEOPLE.slice(0, 5).map((one) => ({ person: one.person, node: search.get("node"), arrived_at: NOW - 9_000_000, wake_at: NOW + 80_000_000, waiting: "waits 4 days", held: one.person === "bob" })) })],
  ["GET", /^\/api\/journeys\/(\w+)\/versions\/(\d+)$/, ([, id = "", number]) => ({ version: Number(number), document: detail(id).live?.document, published_at: NOW, reason: "", by: "Mira" })],
  ["GET", /^\/api\/journeys\/(\w+)\/report$/, ([, id = ""]) => (id === "winback" && REPORT.lift ? { ...REPORT, lift: { ...REPORT.lift, verdict: "not_enough_data", reason: LINES[3]?.lift?.reason ?? "", missing: { ...REPORT.lift.missing, conversions_have: 11 } } } : REPORT)],
  ["GET", /^\/api\/journeys\/(\w+)\/report\/groups$/, ([, id = ""], _body, search) => groupsBy(id, search.get("by") ?? "")],
  ["GET", /^\/api\/templates$/, () => ({ templates: TEMPLATES })],
  ["POST", /^\/api\/previews\/dry-run$/, (_found, body) => dryRun(body as DryRunAsk)],
  ["POST", /^\/api\/previews\/backtests$/, () => ({ job: "j1" })],
  ["GET", /^\/api\/previews\/backtests\/(\w+)$/, () => backtest()],
  ["GET", /^\/api\/people$/, (_found, _body, search) => ({ people: flag("empty") ? [] : PEOPLE.filter((one) => one.name.toLowerCase().includes((search.get("q") ?? "").toLowerCase())) })],
  ["GET", /^\/api\/people\/(\w+)$/, ([, id = ""]) => personOf(id)],
  ["GET", /^\/api\/people\/(\w+)\/timeline/, () => ({ facts: FACTS })],
  ["GET", /^\/api\/people\/(\w+)\/why/, () => WHY],
  ["GET", /^\/api\/messages$/, (_found, _body, search) => ({ messages: flag("empty") ? [] : MESSAGES.filter((one) => !search.get("status") || one.status === search.get("status")) })],
  ["GET", /^\/api\/messages\/(\w+)$/, ([, key = ""]) => messageOf(key)],
  ["GET", /^\/api\/tracking-plan$/, () => (flag("empty") ? { ...CATALOG, events: [], traits: {} } : CATALOG)],
  ["GET", /^\/api\/segments$/, () => ({ segments: flag("empty") ? [] : SEGMENTS })],
  ["GET", /^\/api\/segments\/(\w+)$/, ([, id = ""]) => segmentOf(id)],
  ["PUT", /^\/api\/segments\/(\w+)$/, () => ({ version: 2 })],
  ["POST", /^\/api\/segments\/preview$/, () => ({ people: PREVIEW })],
  ["POST", /^\/api\/audience$/, () => ({ yes: 4211, no: 12_050, unknown: 318, total: 16_579 })],
  ["GET", /^\/api\/keys$/, () => ({ keys: flag("empty") ? [] : [{ id: "1", role: "write", created_at: NOW - 4e9, prefix: "lw_8f2a" }, { id: "2", role: "admin", created_at: NOW - 9e8, prefix: "la_01cc" }] })],
  ["POST", /^\/api\/keys$/, () => ({ key: "lw_3f9c27d1a0b84e55" })],
  ["GET", /^\/api\/workspace$/, () => ({ kind: "workspace", id: "workspace", zone: "UTC", sender: "Loopline <hello@example.com>", consent: { email: "opt_out", sms: "opt_in" }, caps: [{ limit: 3, within: "7d", channel: "email" }], quiet_hours: { from: "21:00", to: "08:00" }, holdout: { percent: 2 } })],
];

const answer: Responder = async (method, path, body) => {
  const url = new URL(path, location.origin);
  await new Promise((done) => setTimeout(done, 60));
  for (const [verb, pattern, handler] of ROUTES) {
    const found = verb === method ? url.pathname.match(pattern) : null;
    if (found) return { status: 200, body: handler(found, body, url.searchParams) };
  }
  return method === "GET" ? { status: 404, body: { error: { code: "not_found", text: `${path} is not there.` } } } : { status: 200, body: {} };
};

/** Puts the mock in the server's place. */
export function startMock(): void {
  for (const name of ["empty", "many", "setup", "out"]) if (flag(name)) sessionStorage.setItem(name, "1");
  answerWith(answer);
  if (flag("empty")) return;
  let signals = 412_880;
  setInterval(() => {
    signals += Math.ceil(Math.random() * 9);
    announce("counts", { signals, lag: 0 });
  }, 1200);
}
