// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { DestinationLine } from "@/api/wire";
import { visit } from "@/testing/visit";

const LINE: DestinationLine = {
  name: "lake",
  where: "/warehouse/loopline",
  spec: { kind: "folder", tables: ["facts", "memberships"], schedule: "0 * * * *" },
  paused: false,
  wanted: false,
  next_at: Date.now() + 60_000,
  created_at: 1,
  by: "Mara",
  last: { run: 3, state: "failed", by: "schedule", began_at: 1, fault: "The folder is full." },
};

test("a destination is added with what is written, and an address that nobody reads over a shoulder", async () => {
  const { user, said } = visit("/destinations", {
    "GET /api/destinations": { destinations: [] },
    "POST /api/destinations": LINE,
  });
  await user.click((await screen.findAllByRole("button", { name: "Add a destination" }))[0]!);
  const form = await screen.findByRole("dialog");
  expect(within(form).getByRole<HTMLButtonElement>("button", { name: "Add it" }).disabled).toBe(
    true,
  );
  await user.type(within(form).getByRole("textbox", { name: /^Name/ }), "lake");
  const address = within(form).getByLabelText<HTMLInputElement>(/^Address/);
  expect(address.type).toBe("password");
  await user.type(address, "postgresql://db.example/warehouse");
  await user.click(within(form).getByRole("checkbox", { name: /^Merges/ }));
  await user.click(within(form).getByRole("button", { name: "Add it" }));
  await waitFor(() => expect(said().at(-1)?.path).toBe("/api/destinations"));
  expect(said().at(-1)?.body).toEqual({
    name: "lake",
    url: "postgresql://db.example/warehouse",
    spec: {
      kind: "sql",
      tables: ["facts", "people", "memberships", "lists"],
      schedule: "0 * * * *",
    },
  });
});

test("a destination says how its last run ended, and is written, paused and removed", async () => {
  const { user, said } = visit("/destinations", {
    "GET /api/destinations": { destinations: [LINE] },
    "GET /api/destinations/lake/runs": { past: [LINE.last] },
    "POST /api/destinations/lake/run": LINE,
    "POST /api/destinations/lake/pause": LINE,
    "DELETE /api/destinations/lake": null,
  });
  const card = await screen.findByRole("region", { name: "lake" });
  expect(within(card).getByText("The folder is full.")).toBeDefined();
  expect(within(card).getByText("Facts · Segments and journeys")).toBeDefined();
  await user.click(within(card).getByText("Last runs"));
  expect(await within(card).findByRole("table", { name: "Last runs of lake" })).toBeDefined();
  await user.click(within(card).getByRole("button", { name: "Write now" }));
  await user.click(within(card).getByRole("button", { name: "Pause" }));
  await user.click(within(card).getByRole("button", { name: "Remove lake" }));
  await user.click(await screen.findByRole("button", { name: "Remove it" }));
  await waitFor(() =>
    expect(said().map((one) => `${one.method} ${one.path}`)).toEqual([
      "POST /api/destinations/lake/run",
      "POST /api/destinations/lake/pause",
      "DELETE /api/destinations/lake",
    ]),
  );
});

test("a run that found nothing new is no failure", async () => {
  const last = { run: 4, state: "done", by: "hand", began_at: Date.now(), files: 0, rows: 0 };
  visit("/destinations", { "GET /api/destinations": { destinations: [{ ...LINE, last }] } });
  expect(await screen.findByText(/nothing was new/)).toBeDefined();
});
