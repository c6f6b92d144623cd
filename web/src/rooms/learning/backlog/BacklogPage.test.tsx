// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";
import { promiseOf } from "./words";

const ITEM = {
  id: "1",
  source: "drop_off",
  title: '"Text" misses 40 % of its people',
  hypothesis: "More get it.",
  evidence: "In 28 days 40 of 100 people did not get it.",
  effect: null,
  effort_days: null,
  owner: "",
  state: "idea",
  due: "2020-01-01",
  is_due: true,
  journey: "upsell",
  journey_name: "Upsell",
  node: "text",
  node_name: "Text",
  note: "",
  created_at: 1,
  created_by: "loopline",
  changed_at: 1,
  changed_by: "loopline",
  revision: 3,
};

test("an item says where it comes from, and is dismissed over the revision that was seen", async () => {
  const { user, said } = visit("/backlog", {
    "GET /api/backlog": { items: [ITEM], open: 1, due: 1 },
    "PUT /api/backlog/1": ITEM,
  });
  const table = await screen.findByRole("table", { name: "Backlog" });
  expect(table.textContent).toContain("from a step that loses people, Upsell, Text");
  expect(table.textContent).toContain("40 of 100 people");
  await user.click(within(table).getByRole("button", { name: /Edit/ }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByLabelText("State", { selector: "input" }));
  await user.click(await screen.findByRole("option", { name: "Dismissed" }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(said()).toMatchObject([
    { path: "/api/backlog/1", body: { state: "dismissed", revision: 3 } },
  ]);
});

test("an idea that the server refuses stays in its form", async () => {
  const { user } = visit("/backlog", {
    "GET /api/backlog": { items: [], open: 0, due: 0 },
    "POST /api/backlog": new Refusal(400, "backlog_invalid", "Write the day as 2026-11-30."),
  });
  await user.click((await screen.findAllByRole("button", { name: "Add an idea" }))[0]!);
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText(/What is to be improved/), "Shorter mail");
  await user.click(within(dialog).getByRole("button", { name: "Add it" }));
  expect(await within(dialog).findByText(/Write the day/)).toBeDefined();
  expect(within(dialog).getByDisplayValue("Shorter mail")).toBeDefined();
});

test("what is promised for which effort", () => {
  expect(promiseOf({ effect: 30, effort_days: 1 })).toBe("+30 a month for 1 day");
  expect(promiseOf({ effect: null, effort_days: 2.5 })).toBe("2.5 days");
  expect(promiseOf({ effect: null, effort_days: null })).toBe("");
});
