/** Made-up dry runs and backtests for the mock. */
import type { DryRunAsk } from "../wire";
import { NOW } from "./journeys";
import { messageOf } from "./messages";

export function dryRun(ask: DryRunAsk): unknown {
  const ids = Object.keys(ask.document.nodes).slice(0, 6);
  const steps = [
    {
      at: NOW,
      kind: "entered",
      node: null,
      text: `Entered on ${String(ask.signals?.[0]?.event ?? "an event")}`,
      data: {},
    },
    ...ids.map((node, at) => ({
      at: NOW + (at + 1) * 40_000_000,
      kind: "stepped",
      node,
      text: "Went on: the condition holds with current_plan = free",
      data: {},
    })),
  ];
  return {
    steps,
    messages: [
      {
        at: NOW + 40_000_000,
        node: ids[1] ?? "",
        channel: "email",
        rendered: messageOf("k0").rendered,
      },
    ],
  };
}

let worked = 0;
export function backtest(): unknown {
  worked = Math.min(1, worked + 0.34);
  const days = Array.from({ length: 14 }, (_, at) =>
    new Date(NOW - at * 86_400_000).toISOString().slice(0, 10),
  );
  const messages = days.flatMap((day, at) => [
    { day, node: "offer_email", channel: "email", count: 40 + ((at * 13) % 30) },
    { day, node: "last_sms", channel: "sms", count: 10 + (at % 5) },
  ]);
  const result = {
    people: 20_000,
    share: 0.4,
    signals: 812_004,
    entered: 1204,
    messaged: 911,
    messages,
    withheld: [
      { node: "last_sms", kind: "withheld", reason: "no_consent", count: 320 },
      { node: "offer_email", kind: "deferred", reason: "quiet_hours", count: 88 },
    ],
    not_entered: [{ node: "", kind: "not_entered", reason: "reentry_too_soon", count: 410 }],
  };
  return {
    job: "j1",
    state: worked < 1 ? "working" : "done",
    progress: worked,
    result: worked < 1 ? null : result,
    error: "",
  };
}
