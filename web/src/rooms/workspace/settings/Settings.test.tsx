// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { choose } from "@/testing/choose";
import { visit } from "@/testing/visit";

const save = () => screen.getByRole<HTMLButtonElement>("button", { name: "Save the rules" });

test("rules are saved as one document, with a reason", async () => {
  const { user, said } = visit("/settings");
  const zone = await screen.findByRole("textbox", { name: "Time zone of people without one" });
  await user.clear(zone);
  await user.type(zone, "Europe/Berlin");
  expect(save().disabled).toBe(true);
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "We moved");
  await user.click(save());
  await waitFor(() => expect(said()).toHaveLength(1));
  expect(said()[0]).toMatchObject({
    method: "PUT",
    path: "/api/workspace",
    body: {
      reason: "We moved",
      document: {
        kind: "workspace",
        zone: "Europe/Berlin",
        caps: [{ limit: 3, within: "7d", channel: "email" }],
        quiet_hours: { from: "21:00", to: "08:00" },
      },
    },
  });
});

test("what others saved while the page was open stays", async () => {
  let now: object = { kind: "workspace", zone: "UTC", delivery: { auto_pause: { bounces: 5 } } };
  const { user, said } = visit("/settings", { "GET /api/workspace": () => now });
  const zone = await screen.findByRole("textbox", { name: "Time zone of people without one" });
  await user.clear(zone);
  await user.type(zone, "Europe/Berlin");
  now = { ...now, sender: "a@example.com", delivery: { paused: ["ses"] } };
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "We moved");
  await user.click(save());
  await waitFor(() => expect(said()).toHaveLength(1));
  expect(said()[0]?.body).toEqual({
    reason: "We moved",
    document: {
      kind: "workspace",
      zone: "Europe/Berlin",
      sender: "a@example.com",
      delivery: { paused: ["ses"] },
    },
  });
});

test("quiet hours are switched off and a cap is taken away", async () => {
  const { user, said } = visit("/settings");
  await user.click(await screen.findByRole("switch", { name: /^Quiet hours/ }));
  await user.click(screen.getByRole("button", { name: "Remove this cap" }));
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "trust");
  await user.click(save());
  await waitFor(() => expect(said()).toHaveLength(1));
  const { document } = said()[0]?.body as { document: Record<string, unknown> };
  expect(document.quiet_hours).toBeUndefined();
  expect(document.caps).toEqual([]);
});

test("a cap holds by the calendar or within a time, never both", async () => {
  const { user, said } = visit("/settings");
  const period = await screen.findByRole("combobox", { name: "Period" });
  await choose(user, period, "a calendar week");
  expect(screen.queryByRole("textbox", { name: "Within" })).toBeNull();
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "calm");
  await user.click(save());
  await waitFor(() => expect(said()).toHaveLength(1));
  const { document } = said()[0]?.body as { document: Record<string, unknown> };
  expect(document.caps).toEqual([{ limit: 3, per: "week", channel: "email" }]);
});

test("a programme gets its holdout and its goal, and what the boxes do not show is kept", async () => {
  const kept = { kind: "workspace", programmes: { care: { percent: 5, salt: "own" } } };
  const { user, said } = visit("/settings", { "GET /api/workspace": kept });
  await user.type(await screen.findByRole("textbox", { name: "Id of a new programme" }), "growth");
  await user.click(screen.getByRole("button", { name: "Add a programme" }));
  await user.type(screen.getByRole("textbox", { name: "Goal of growth" }), "paid");
  const money = screen.getAllByRole<HTMLInputElement>("textbox", { name: "Its money is in" });
  expect(money.map((one) => one.disabled)).toEqual([true, false]);
  await user.type(money[1] as HTMLElement, "amount");
  await user.type(screen.getAllByRole("textbox", { name: "Owner" })[0] as HTMLElement, "ann");
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "to measure");
  await user.click(save());
  await waitFor(() => expect(said()).toHaveLength(1));
  const { document } = said()[0]?.body as { document: Record<string, unknown> };
  expect(document.programmes).toEqual({
    care: { percent: 5, salt: "own", owner: "ann" },
    growth: { percent: 10, goal: { event: "paid", value: "amount" } },
  });
});

test("a group gets its rule, and another one", async () => {
  const { user, said } = visit("/settings");
  await user.type(await screen.findByRole("textbox", { name: "Name of a new group" }), "offers");
  await user.click(screen.getByRole("button", { name: "Add a group" }));
  await choose(
    user,
    screen.getByRole("combobox", { name: "offers" }),
    "the one entered first stays",
  );
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "calm");
  await user.click(save());
  await waitFor(() => expect(said()).toHaveLength(1));
  const { document } = said()[0]?.body as { document: Record<string, unknown> };
  expect(document.exclusive).toEqual({ offers: "first_wins" });
});

test("a stop rule of a programme spares a journey", async () => {
  const { user, said } = visit("/settings");
  await user.click(await screen.findByRole("button", { name: "Add a stop rule" }));
  const rules = within(screen.getByRole("region", { name: "Stop rules" }));
  await user.type(rules.getByRole("combobox", { name: "Event" }), "ticket_opened");
  await user.type(rules.getByRole("textbox", { name: "Reason" }), "in_support");
  await user.type(rules.getByRole("textbox", { name: "Only the programme" }), "growth");
  await user.type(rules.getByRole("combobox", { name: "Spare the journeys" }), "receipts{Enter}");
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "calm");
  await user.click(save());
  await waitFor(() => expect(said()).toHaveLength(1));
  const { document } = said()[0]?.body as { document: Record<string, unknown> };
  expect(document.exits).toEqual([
    { on: "ticket_opened", reason: "in_support", programme: "growth", spare: ["receipts"] },
  ]);
});

test("a key is made and told once", async () => {
  const { user, said } = visit("/settings");
  await user.click(await screen.findByRole("button", { name: "New key" }));
  expect(await screen.findByText("lw_3f9c27d1a0b84e55")).toBeDefined();
  expect(said()[0]).toEqual({
    method: "POST",
    path: "/api/keys",
    body: { role: "server", origins: [] },
  });
});

test("a browser's key is made for the pages that may use it", async () => {
  const { user, said } = visit("/settings");
  const role = await screen.findByRole("combobox", { name: "Role of the new key" });
  await choose(user, role, "Browser: may stand in a web page");
  expect(screen.getByText(/does not merge people who are known/)).toBeDefined();
  await user.type(
    screen.getByRole("textbox", { name: "Pages that may use it" }),
    "https://a.example\nhttps://b.example",
  );
  await user.click(screen.getByRole("button", { name: "New key" }));
  expect(await screen.findByText(/It may stand in a web page or an app/)).toBeDefined();
  expect(said()[0]?.body).toEqual({
    role: "browser",
    origins: ["https://a.example", "https://b.example"],
  });
});

test("one's own password is changed with the current one", async () => {
  const { user, said } = visit("/settings", {
    "PUT /api/operators/mira%40example.com/password": {},
  });
  const change = await screen.findByRole<HTMLButtonElement>("button", { name: "Change it" });
  await user.type(screen.getByLabelText("Current password", { selector: "input" }), "the old one");
  const fresh = screen.getByLabelText("New password", { selector: "input" });
  await user.type(fresh, "short");
  expect(change.disabled).toBe(true);
  await user.type(fresh, " but now long");
  await user.click(change);
  await waitFor(() => expect(said()).toHaveLength(1));
  expect(said()[0]).toMatchObject({
    method: "PUT",
    body: { current: "the old one", password: "short but now long" },
  });
});

test("a key is taken back only after a question", async () => {
  const { user, said } = visit("/settings");
  const table = await screen.findByRole("table", { name: "Keys in use" });
  await user.click(within(table).getByRole("button", { name: /Take back the key lw_8f2a/ }));
  const dialog = await screen.findByRole("dialog");
  expect(said()).toHaveLength(0);
  await user.click(within(dialog).getByRole("button", { name: "Take it back" }));
  await waitFor(() => expect(said()[0]).toMatchObject({ method: "DELETE", path: "/api/keys/1" }));
});
