// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { SourceLine, SourceTrial } from "@/api/wire";
import { visit } from "@/testing/visit";
import { bodyOf, FRESH } from "./draft";

const LINE: SourceLine = {
  name: "crm",
  where: "postgresql://db.example/warehouse",
  headers: [],
  spec: { kind: "sql", query: "SELECT 1", cursor: "updated_at", schedule: "0 * * * *" },
  columns: [],
  paused: false,
  wanted: false,
  after: "2026-11-30T10:00:00",
  next_at: Date.now() + 60_000,
  created_at: 1,
  by: "Mara",
  last: {
    run: 3,
    state: "failed",
    by: "schedule",
    began_at: 1,
    rows: 12,
    accepted: 10,
    refused: 2,
    fault: "Away.",
  },
};
const TRIAL: SourceTrial = {
  columns: [{ name: "id", field: "user_id", type: "text" }],
  rows: 2,
  refused: 1,
  whole: true,
  faults: [{ line: 2, column: "id", seen: "", expected: "an id", code: "identity_missing" }],
  preview: [{ line: 1, fields: { user_id: "ann" } }],
};

test("a source is tried before it is connected, and a change has it tried again", async () => {
  const { user, said } = visit("/sources", {
    "GET /api/sources": { sources: [] },
    "POST /api/sources/test": TRIAL,
    "POST /api/sources": LINE,
  });
  await user.click((await screen.findAllByRole("button", { name: "Connect a source" }))[0]!);
  const form = await screen.findByRole("dialog");
  await user.type(within(form).getByRole("textbox", { name: /^Name/ }), "crm");
  await user.type(within(form).getByLabelText(/^Address/), "sqlite:////crm.db");
  expect(within(form).queryByRole("button", { name: "Connect it" })).toBeNull();
  await user.click(within(form).getByRole("button", { name: "Try it" }));
  expect(await within(form).findByText("1 of 2 rows can be taken")).toBeDefined();
  await user.type(within(form).getByLabelText("Cursor"), "updated_at");
  expect(within(form).queryByRole("button", { name: "Connect it" })).toBeNull();
  await user.click(within(form).getByRole("button", { name: "Try it" }));
  await user.click(await within(form).findByRole("button", { name: "Connect it" }));
  await waitFor(() => expect(said().at(-1)?.path).toBe("/api/sources"));
  expect(said().at(-1)?.body).toEqual(
    bodyOf({ ...FRESH, name: "crm", url: "sqlite:////crm.db", cursor: "updated_at" }),
  );
});

test("a source says how its last run ended, and is run, paused and removed", async () => {
  const { user, said } = visit("/sources", {
    "GET /api/sources": { sources: [LINE] },
    "GET /api/sources/crm/runs": { past: [LINE.last] },
    "POST /api/sources/crm/run": LINE,
    "POST /api/sources/crm/pause": LINE,
    "DELETE /api/sources/crm": null,
  });
  const card = await screen.findByRole("region", { name: "crm" });
  expect(within(card).getByText("Away.")).toBeDefined();
  await user.click(within(card).getByText("Last runs"));
  const refused = await within(card).findByRole("link", { name: "2" });
  expect(refused.getAttribute("href")).toBe("/api/sources/crm/runs/3/refused");
  await user.click(within(card).getByRole("button", { name: "Run now" }));
  await user.click(within(card).getByRole("button", { name: "Pause" }));
  await user.click(within(card).getByRole("button", { name: "Remove crm" }));
  await user.click(await screen.findByRole("button", { name: "Remove it" }));
  await waitFor(() =>
    expect(said().map((one) => `${one.method} ${one.path}`)).toEqual([
      "POST /api/sources/crm/run",
      "POST /api/sources/crm/pause",
      "DELETE /api/sources/crm",
    ]),
  );
});

test("what a kind does not ask is not sent", () => {
  const draft = {
    ...FRESH,
    url: "https://a.example",
    query: "SELECT 1",
    records: "data",
    headerValue: "x",
  };
  expect(bodyOf({ ...draft, kind: "rest" }).spec).toMatchObject({ query: "", records: "data" });
  expect(bodyOf({ ...draft, kind: "sql" })).toMatchObject({ headers: {}, spec: { records: "" } });
});
