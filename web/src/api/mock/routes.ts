/** What the mock answers to which request. */
import { diff } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import type { DryRunAsk } from "../wire";
import { CATALOG } from "./catalog";
import { groupsBy } from "./contrasts";
import { detail, drafts, liveOf } from "./drafts";
import { flag } from "./flags";
import { detailOf, LINES, manyLines, NOW, TEMPLATES } from "./journeys";
import { MESSAGES, messageOf, UNSENT } from "./messages";
import { OFFERS } from "./offers";
import { FACTS, PEOPLE, personOf, WHY } from "./people";
import { PROGRAMMES } from "./programmes";
import { choicesOf } from "./choices";
import { metricsOf, planOf } from "./measured";
import { REPORT } from "./report";
import { PREVIEW, SEGMENTS, segmentOf } from "./segments";
import { backtest, dryRun } from "./tries";

type Handler = (found: RegExpMatchArray, body: unknown, search: URLSearchParams) => unknown;

export const ROUTES: [method: string, pattern: RegExp, handler: Handler][] = [
  [
    "GET",
    /^\/api\/health$/,
    () => ({ status: "ok", lag_signals: 0, lag_seconds: 0.02, version: "0.1.0" }),
  ],
  [
    "GET",
    /^\/api\/session$/,
    () => ({
      state: flag("setup") ? "setup" : flag("out") ? "signed_out" : "signed_in",
      person: { name: "Mira", email: "mira@example.com" },
    }),
  ],
  [
    "GET",
    /^\/api\/journeys$/,
    () => ({ journeys: flag("empty") ? [] : flag("many") ? manyLines() : LINES }),
  ],
  ["GET", /^\/api\/journeys\/(\w+)$/, ([, id = ""]) => detail(id)],
  [
    "PUT",
    /^\/api\/journeys\/(\w+)\/draft$/,
    ([, id = ""], body) => {
      const { document, revision } = body as { document: Journey; revision: number };
      const old = drafts.get(id) ?? { ...detailOf(id), live: null, versions: [] };
      drafts.set(id, { ...old, draft: { document, revision: revision + 1, saved_at: Date.now() } });
      return { revision: revision + 1 };
    },
  ],
  [
    "GET",
    /^\/api\/journeys\/(\w+)\/comments$/,
    () => ({ threads: [], people: [{ name: "Mira", email: "mira@example.com" }], unread: 0 }),
  ],
  ["POST", /^\/api\/check$/, () => ({ faults: [] })],
  [
    "POST",
    /^\/api\/journeys\/(\w+)\/publish$/,
    ([, id = ""]) => ({ version: (detail(id).live?.version ?? 0) + 1 }),
  ],
  [
    "GET",
    /^\/api\/journeys\/(\w+)\/impact$/,
    ([, id = ""]) => {
      const one = detail(id);
      const changes =
        one.live && one.draft
          ? diff(one.live.document, one.draft.document).filter((change) => change.node !== null)
          : [];
      return { changes, standing: { four_days: 440, a_day: 840 }, matching: [] };
    },
  ],
  [
    "GET",
    /^\/api\/journeys\/(\w+)\/limits/,
    () => ({
      total: 0,
      per_hour: 0,
      per_day: 0,
      let_in: 0,
      waiting: 0,
      refused: 0,
      next_at: null,
      lost: false,
    }),
  ],
  ["GET", /^\/api\/journeys\/(\w+)\/live/, ([, id = ""]) => liveOf(id)],
  [
    "GET",
    /^\/api\/journeys\/(\w+)\/people/,
    (_found, _body, search) => ({
      people: PEOPLE.slice(0, 5).map((one) => ({
        person: one.person,
        node: search.get("node"),
        arrived_at: NOW - 9_000_000,
        wake_at: NOW + 80_000_000,
        waiting: "waits 4 days",
        held: one.person === "bob",
      })),
    }),
  ],
  [
    "GET",
    /^\/api\/journeys\/(\w+)\/versions\/(\d+)$/,
    ([, id = "", number]) => ({
      version: Number(number),
      document: detail(id).live?.document,
      published_at: NOW,
      reason: "",
      by: "Mira",
    }),
  ],
  [
    "GET",
    /^\/api\/journeys\/(\w+)\/report$/,
    ([, id = ""]) =>
      id === "winback" && REPORT.lift
        ? {
            ...REPORT,
            lift: {
              ...REPORT.lift,
              verdict: "not_enough_data",
              reason: LINES[3]?.lift?.reason ?? "",
              missing: { ...REPORT.lift.missing, conversions_have: 11 },
            },
          }
        : REPORT,
  ],
  [
    "GET",
    /^\/api\/journeys\/(\w+)\/report\/groups$/,
    ([, id = ""], _body, search) => groupsBy(id, search.get("by") ?? ""),
  ],
  ["GET", /^\/api\/journeys\/(\w+)\/report\/metrics$/, ([, id = ""]) => metricsOf(id)],
  ["GET", /^\/api\/journeys\/(\w+)\/plan$/, ([, id = ""]) => planOf(id)],
  ["GET", /^\/api\/programmes$/, () => PROGRAMMES],
  [
    "GET",
    /^\/api\/programmes\/(\w+)\/report$/,
    ([, id = ""]) => PROGRAMMES.programmes.find((one) => one.id === id) ?? PROGRAMMES.everything,
  ],
  ["GET", /^\/api\/journeys\/(\w+)\/choices$/, ([, id = ""]) => choicesOf(id)],
  ["GET", /^\/api\/templates$/, () => ({ templates: TEMPLATES })],
  ["POST", /^\/api\/previews\/dry-run$/, (_found, body) => dryRun(body as DryRunAsk)],
  ["POST", /^\/api\/previews\/backtests$/, () => ({ job: "j1" })],
  ["GET", /^\/api\/previews\/backtests\/(\w+)$/, () => backtest()],
  [
    "GET",
    /^\/api\/people$/,
    (_found, _body, search) => ({
      people: flag("empty")
        ? []
        : PEOPLE.filter((one) =>
            one.name.toLowerCase().includes((search.get("q") ?? "").toLowerCase()),
          ),
    }),
  ],
  ["GET", /^\/api\/people\/(\w+)$/, ([, id = ""]) => personOf(id)],
  ["GET", /^\/api\/people\/(\w+)\/timeline/, () => ({ facts: FACTS })],
  ["GET", /^\/api\/people\/(\w+)\/why/, () => WHY],
  [
    "GET",
    /^\/api\/messages$/,
    (_found, _body, search) => ({
      messages: flag("empty")
        ? []
        : MESSAGES.filter((one) => !search.get("status") || one.status === search.get("status")),
    }),
  ],
  ["GET", /^\/api\/unsent$/, () => ({ unsent: flag("empty") ? [] : UNSENT, next: null })],
  ["GET", /^\/api\/messages\/(\w+)$/, ([, key = ""]) => messageOf(key)],
  [
    "GET",
    /^\/api\/tracking-plan$/,
    () => (flag("empty") ? { ...CATALOG, events: [], traits: {} } : CATALOG),
  ],
  ["GET", /^\/api\/offers$/, () => ({ offers: flag("empty") ? [] : OFFERS })],
  ["POST", /^\/api\/offers\/(\w+)\/codes$/, () => ({ read: 3, added: 2, known: 1, left: 402 })],
  ["GET", /^\/api\/segments$/, () => ({ segments: flag("empty") ? [] : SEGMENTS })],
  ["GET", /^\/api\/segments\/(\w+)$/, ([, id = ""]) => segmentOf(id)],
  ["PUT", /^\/api\/segments\/(\w+)$/, () => ({ version: 2 })],
  ["POST", /^\/api\/segments\/preview$/, () => ({ people: PREVIEW })],
  ["POST", /^\/api\/audience$/, () => ({ yes: 4211, no: 12_050, unknown: 318, total: 16_579 })],
  [
    "GET",
    /^\/api\/keys$/,
    () => ({
      keys: flag("empty")
        ? []
        : [
            { id: "1", role: "server", created_at: NOW - 4e9, prefix: "lw_8f2a", origins: [] },
            {
              id: "3",
              role: "browser",
              created_at: NOW - 2e9,
              prefix: "lb_77c0",
              origins: ["https://shop.example.com"],
            },
            { id: "2", role: "admin", created_at: NOW - 9e8, prefix: "la_01cc", origins: [] },
          ],
    }),
  ],
  ["POST", /^\/api\/keys$/, () => ({ key: "lw_3f9c27d1a0b84e55" })],
  [
    "GET",
    /^\/api\/workspace$/,
    () => ({
      kind: "workspace",
      id: "workspace",
      zone: "UTC",
      sender: "Loopline <hello@example.com>",
      consent: { email: "opt_out", sms: "opt_in" },
      caps: [{ limit: 3, within: "7d", channel: "email" }],
      quiet_hours: { from: "21:00", to: "08:00" },
      holdout: { percent: 2 },
    }),
  ],
];
