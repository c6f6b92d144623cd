// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";

const NOW = Date.now();
const HOME = {
  is_fresh: false,
  due: [
    { kind: "comparison", ref: "upsell", name: "Upsell", text: "Its plan ended.", since: NOW },
    { kind: "backlog", ref: "1", name: "Shorter mail", text: "Due since 2026-11-30.", since: null },
  ],
  changed: [
    {
      at: NOW,
      what: "published",
      kind: "journey",
      ref: "upsell",
      name: "Upsell",
      version: 4,
      by: "Jon",
      reason: "a shorter wait",
    },
  ],
  sandboxed: ["sms", "push"],
  today: {
    since: NOW,
    until: NOW,
    entries: 3,
    people: 3,
    goals: 1,
    channels: [
      {
        channel: "sms",
        kept: true,
        messages: 240,
        people: 200,
        often: 1,
        most: 2,
        bounced: 0,
        complained: 0,
        unsubscribed: 0,
      },
    ],
  },
  backlog_open: 2,
  backlog_due: 1,
  since: NOW,
  counted_at: NOW,
};

test("home says what was caused by the same answer as the page of programmes", async () => {
  const { asked } = visit("/", { "GET /api/home": HOME });
  const caused = await screen.findByRole("region", { name: "What we caused" });
  expect(await within(caused).findByText(/more than without messages/)).toBeDefined();
  expect(asked("/api/programmes")).toHaveLength(1);
});

test("home says what is due, what changed and what the sandbox kept", async () => {
  visit("/", { "GET /api/home": HOME });
  const needs = await screen.findByRole("region", { name: "Needs you (2)" });
  expect(within(needs).getByRole("link", { name: "Upsell" }).getAttribute("href")).toBe(
    "/results/upsell",
  );
  expect(needs.textContent).toContain("2 ideas in the backlog, 1 due");
  const changed = screen.getByRole("region", { name: "Changed this week" });
  expect(changed.textContent).toContain("version 4 published by Jon: a shorter wait");
  const today = screen.getByRole("region", { name: "Today" });
  expect(today.textContent).toContain("240 kept in the sandbox");
  expect(screen.getByText(/so nothing leaves on them/)).toBeDefined();
});

test("a fresh house leads to the first message", async () => {
  visit("/", { "GET /api/home": { ...HOME, is_fresh: true, due: [], changed: [] } });
  const link = await screen.findByRole("link", { name: "Send a first message" });
  expect(link.getAttribute("href")).toBe("/start");
});

test("what fails says so in its own card, and the others live on", async () => {
  visit("/", {
    "GET /api/home": HOME,
    "GET /api/programmes": new Refusal(503, "facts_unfit", "The facts are being rebuilt."),
  });
  expect(await screen.findByText(/The facts are being rebuilt/)).toBeDefined();
  expect(screen.getByRole("region", { name: "Needs you (2)" })).toBeDefined();
});
