/** Made-up messages for the mock. */
import type { MessageDetail, MessageLine, UnsentLine } from "../wire";
import { NOW } from "./journeys";
import { HOUR, NAMES } from "./people";

const STATUS = ["delivered", "sent", "refused", "unknown", "held", "delivered", "failed"];
const HTML = `<style>h1{font:600 26px Georgia,serif;color:#123} .b{background:#0b6b58;color:#fff;padding:12px 22px;border-radius:8px;text-decoration:none;display:inline-block}</style>
<table width="100%" style="background:#f4f1ea;padding:28px"><tr><td align="center"><table width="560" style="background:#fff;border-radius:12px;padding:32px;font-family:Arial,sans-serif;color:#333"><tr><td>
<h1>Room to grow</h1><p style="font-size:16px;line-height:1.6">Hello Ann, your storage is 84 % full. Starter gives you ten times the room, for the price of a lunch.</p><p><a class="b" href="https://example.com/upgrade">See the plans</a></p><p style="color:#888;font-size:12px">You get this because you use the product. <a href="https://example.com/u">Unsubscribe</a></p></td></tr></table></td></tr></table>`;

export const MESSAGES: MessageLine[] = NAMES.flatMap((name, at): MessageLine[] => [
  {
    key: `k${at}`,
    person: (name.split(" ")[0] ?? "").toLowerCase(),
    channel: (["email", "push", "sms"] as const)[at % 3] ?? "email",
    journey: "upgrade",
    node: "offer_email",
    status: STATUS[at % STATUS.length] ?? "sent",
    created_at: NOW - at * HOUR,
    subject:
      at % 3 === 0
        ? "What Starter adds to 84 % full"
        : at % 3 === 1
          ? "You are out of space"
          : "Your plan is full",
    attempts: at % 4 === 3 ? 3 : 1,
  },
]);

export function messageOf(key: string): MessageDetail {
  const one = MESSAGES.find((line) => line.key === key) ?? (MESSAGES[0] as MessageLine);
  const rendered =
    one.channel === "email"
      ? {
          subject: one.subject,
          preheader: "Ten times the room, for the price of a lunch",
          html: HTML,
          text: "Room to grow\n\nHello Ann, your storage is 84 % full.\nSee the plans: https://example.com/upgrade",
        }
      : one.channel === "sms"
        ? { text: "Your plan is full: https://example.com/u" }
        : { title: "You are out of space", body: "See your options, Ann." };
  return {
    ...one,
    topic: "",
    version: 3,
    enrollment: "e1",
    address: `${one.person}@example.com`,
    reason: one.status === "refused" ? "no_consent" : "",
    due_at: one.created_at,
    rendered,
    attempts: [
      { at: one.created_at, outcome: "sent", text: "250 accepted", reason: "", attempt: 1 },
    ],
    receipts:
      one.status === "delivered"
        ? [
            { at: one.created_at + 60_000, kind: "delivered", text: "", machine: false, url: "" },
            { at: one.created_at + HOUR, kind: "opened", text: "", machine: true, url: "" },
          ]
        : [],
  };
}

export const UNSENT: UnsentLine[] = [
  {
    key: "u1",
    person: "bob",
    person_name: "Bob Costa",
    fact: {
      at: NOW - HOUR,
      kind: "refused",
      text: "The e-mail of Offer was not sent: they have not agreed to this channel.",
      journey: "upgrade",
      node: "offer_email",
      channel: "email",
      reason: "no_opt_in",
      data: {},
      journey_name: "Upgrade",
      node_name: "Offer",
    },
  },
];
