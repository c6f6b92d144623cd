// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ImportTrial } from "@/api/wire";
import { show } from "@/testing/visit";
import { NewImport } from "./NewImport";

const VIEW = { id: "one", state: "tried", received: 12 };
const TRIAL: Partial<ImportTrial> = {
  rows: 3,
  refused: 1,
  whole: true,
  faults: [],
  preview: [],
  shape: {
    format: "csv",
    encoding: "utf-8",
    delimiter: ",",
    columns: [{ name: "Plan", field: "plan", type: "text" }],
  } as ImportTrial["shape"],
};

test("rows are taken as they were tried last: any change has them tried again", async () => {
  const { user, said } = show(<NewImport onClose={() => undefined} />, {
    "POST /api/imports": VIEW,
    "POST /api/imports/one/try": TRIAL,
    "POST /api/imports/one/start": VIEW,
  });
  const dialog = await screen.findByRole("dialog");
  const file = new File(["Plan\nfree\n"], "people.csv", { type: "text/csv" });
  file.arrayBuffer = () => Promise.resolve(new TextEncoder().encode("Plan").buffer); // jsdom reads none
  await user.upload(dialog.querySelector<HTMLInputElement>("input[type=file]")!, file);
  await user.click(within(dialog).getByRole("button", { name: "Try it" }));
  const take = await within(dialog).findByRole("button", { name: "Take 2 rows" });
  expect(take).toHaveProperty("disabled", false);
  const note = () => within(dialog).queryByText(/You changed columns/);
  expect(note()).toBeNull();
  await user.clear(within(dialog).getByLabelText("What Plan becomes"));
  await user.type(within(dialog).getByLabelText("What Plan becomes"), "tier");
  expect(take).toHaveProperty("disabled", true);
  expect(note()).not.toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "Try again" }));
  await within(dialog).findByRole("button", { name: "Take 2 rows" });
  expect(note()).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "Take 2 rows" }));
  const started = said().filter((one) => one.path === "/api/imports");
  expect(started.at(-1)?.body).toMatchObject({ map: ["Plan=tier"] });
});
