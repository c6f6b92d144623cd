// @vitest-environment jsdom
/** Ways in as people draw them: by the entry's form, and read on its card. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Fault } from "@/api/faults";
import type { Trigger } from "@/canvas/document";
import { choose } from "@/testing/choose";
import { add, box, card, open, stored } from "./drawn";
import { wayWords } from "./words";

test("an empty entry says what to do, and the first way in is one of a segment, by its name", async () => {
  const user = open({ on: [] });
  expect(screen.getByText(/Nobody can enter yet. Choose what starts the journey/)).toBeDefined();
  await add(user, /joins or leaves a segment/);
  await waitFor(() => expect(document.activeElement).toBe(box(1, "Segment")));
  expect(screen.queryByText(/Nobody can enter yet/)).toBeNull();
  await choose(user, box(1, "Segment"), "Power users");
  expect(stored()).toEqual({
    on: [],
    triggers: [{ segment: "power_users", existing: "skip" }],
  });
  await card(1).findByText(/of 7 people/);
  await user.click(card(1).getByRole("radio", { name: "Enter now" }));
  expect(stored().triggers).toEqual([{ segment: "power_users", existing: "enter" }]);
});

test("who leaves was inside: there is nobody to ask about at the publish", async () => {
  const user = open({ on: [], triggers: [{ list: "vip", existing: "enter" }] });
  await choose(user, box(1, "When"), "Someone leaves it");
  expect(stored().triggers).toEqual([{ list: "vip", leaves: true }]);
  expect(card(1).queryByRole("radio", { name: "Enter now" })).toBeNull();
});

test("an account comes onto a list, and off a segment", async () => {
  const user = open({ on: [], account: {} });
  await add(user, /An account comes onto a list/);
  fireEvent.change(box(1, "List"), { target: { value: "pilot" } });
  expect(stored().triggers).toEqual([{ account_list: "pilot", existing: "skip" }]);
  await choose(user, box(1, "When"), "The account leaves it");
  expect(stored().triggers).toEqual([{ account_list: "pilot", leaves: true }]);
  expect(wayWords(stored(), (id) => id)).toEqual(["when their account leaves the list pilot"]);
  expect(wayWords({ on: [], triggers: [{ account_segment: "big" }] }, (id) => id)).toEqual([
    "when their account joins the segment big",
  ]);
});

test("a trait changes from a value to another, and an empty box is any value", async () => {
  const user = open({ on: ["signed_up"] });
  await add(user, /A trait changes/);
  fireEvent.change(box(1, "Trait"), { target: { value: "seats" } });
  fireEvent.change(box(1, "To"), { target: { value: "1.0" } });
  expect(box(1, "To").value).toBe("1.0");
  fireEvent.change(box(1, "From"), { target: { value: "true" } });
  expect(stored()).toEqual({
    on: ["signed_up"],
    triggers: [{ change: "seats", from: true, to: 1 }],
  });
  fireEvent.change(box(1, "From"), { target: { value: "" } });
  expect(stored().triggers).toEqual([{ change: "seats", to: 1 }]);
});

test("another kind keeps the filter, and is taken from the list of kinds", async () => {
  const user = open({ on: [], triggers: [{ event: "order_placed", where: "seats > 2" }] });
  await choose(user, box(1, "Kind of way in"), "A condition begins to hold");
  expect(stored().triggers).toEqual([{ when: "", existing: "skip", where: "seats > 2" }]);
});

test("a way in that no form shows is read, kept as it is, and can be removed", async () => {
  const odd = { moon: "full", segment: "power_users" };
  const user = open({ on: [], triggers: [odd as Trigger, { list: "vip" }] });
  expect(card(1).getByText(/moon: "full"/)).toBeDefined();
  expect(card(1).queryByRole("combobox")).toBeNull();
  await choose(user, box(2, "When"), "Someone leaves it");
  expect(stored().triggers?.[0]).toEqual(odd);
  await user.click(card(1).getByRole("button", { name: "Remove way in 1" }));
  expect(stored().triggers).toEqual([{ list: "vip", leaves: true }]);
  expect(box(1, "List").value).toBe("vip");
});

test("a price falls: catalog, least fall, and the event of those who looked", async () => {
  const user = open({ on: [] });
  await add(user, /A price falls/);
  fireEvent.change(box(1, "Catalog"), { target: { value: "products" } });
  fireEvent.change(box(1, "By at least"), { target: { value: "10%" } });
  fireEvent.change(box(1, "Who did"), { target: { value: "product_viewed" } });
  fireEvent.change(box(1, "Its property with the item's id"), { target: { value: "sku" } });
  expect(stored()).toEqual({
    on: [],
    triggers: [
      {
        item: {
          catalog: "products",
          falls: "price",
          by: "10%",
          seen: "product_viewed",
          key: "sku",
          within: "30d",
        },
      },
    ],
  });
});

test("the last one removed leaves no list behind, and the cursor at the button that adds", async () => {
  const user = open({ on: ["signed_up"], triggers: [{ list: "vip" }] });
  await user.click(screen.getByRole("button", { name: "Remove way in 1" }));
  expect(stored()).toEqual({ on: ["signed_up"] });
  expect(document.activeElement?.textContent).toBe("Add another way in");
});

test("a fault stands at its own card, at a new one when it was left", async () => {
  const fault = (at: string): Fault => ({
    code: "trigger_form",
    text: `A fault at ${at}`,
    at,
    node: "@entry",
    severity: "error",
    suggestion: null,
  });
  const faults = [fault("entry.triggers[0].list"), fault("entry.triggers[1]")];
  const user = open({ on: [], triggers: [{ list: "vip" }] }, faults);
  expect(card(1).getByText("A fault at entry.triggers[0].list")).toBeDefined();
  await add(user, /An event happens/);
  await waitFor(() => expect(document.activeElement).toBe(box(2, "Event")));
  expect(card(2).queryByText(/A fault/)).toBeNull();
  await user.click(box(1, "List"));
  expect(card(2).getByText("A fault at entry.triggers[1]")).toBeDefined();
});

test.each<[Trigger, string]>([
  [
    { event: "order_placed", where: "seats > 2" },
    "when order_placed happens, if seats is more than 2",
  ],
  [{ change: "account.plan" }, "when account's plan changes"],
  [{ change: "plan", to: "pro" }, "when plan becomes pro"],
  [{ change: "plan", from: "free" }, "when plan is no longer free"],
  [{ change: "plan", from: "free", to: "pro" }, "when plan goes from free to pro"],
  [{ when: "seats > 2" }, "when this begins to hold: seats is more than 2"],
  [{ when: "seats > 2", leaves: true }, "when this no longer holds: seats is more than 2"],
  [{ segment: "power_users" }, "when someone joins the segment Power users"],
  [{ list: "vip", leaves: true }, "when someone leaves the list vip"],
  [{ moon: "full" } as Trigger, "when its text says so (moon)"],
  [{ date: "renews_on", segment: "a", list: "b" }, "when its text says so (date, segment, list)"],
  [{ date: "renews_on", offset: "-7d", at: "09:00" }, "7 days before renews_on at 09:00"],
  [{ date: "renews_on", offset: "1d" }, "1 day after renews_on"],
  [{ date: "renews_on", offset: "-36h" }, "36 hours before renews_on"],
  [
    { date: "birthday", yearly: true, at: "08:00", zone: "workspace", list: "vip" },
    "every year on the day of birthday at 08:00 (the workspace's time), those on the list vip",
  ],
  [{ date: "?" }, "when a date comes"],
  [{ schedule: "?" }, "on a schedule, everybody"],
  [
    { schedule: "0 9 * * mon", segment: "power_users" },
    "every Monday at 09:00, those in the segment Power users",
  ],
  [
    { schedule: "2026-12-24 09:00", zone: "Europe/Berlin", when: "seats > 2" },
    "on 24 Dec 2026 at 09:00 (Europe/Berlin), those for whom seats is more than 2",
  ],
  [
    { request: true, where: "event.amount > 100" },
    "when your program asks, if event's amount is more than 100",
  ],
  [
    { item: { catalog: "products", falls: "price", by: "10%", seen: "viewed", key: "sku" } },
    "when price of an item of products falls by 10% or more, those who did viewed with it within 30d",
  ],
  [{}, "when something happens"],
])("%j reads as: people enter %s", (trigger, words) => {
  const name = (id: string) => (id === "power_users" ? "Power users" : id);
  expect(wayWords({ on: [], triggers: [trigger] }, name)).toEqual([words]);
});

test("an event of the account is told with its words, and keeps its filter", async () => {
  const user = open({ on: [] });
  await add(user, /happens to an account/);
  fireEvent.change(box(1, "Event of the account"), { target: { value: "invoice_overdue" } });
  await waitFor(() => expect(stored().triggers).toEqual([{ account_event: "invoice_overdue" }]));
  const own = { on: [], triggers: [{ account_event: "overdue" }] };
  expect(wayWords(own, (id) => id)).toEqual(["when overdue happens to their account"]);
});
