// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal, type Answers } from "@/testing/server";
import { visit } from "@/testing/visit";

const line = (id: string, rest: object = {}) => ({
  id,
  name: id,
  state: "draft",
  owner: "",
  goal: "",
  version: 0,
  people_inside: 0,
  entered: 0,
  conversions: 0,
  lift: null,
  changed_at: 0,
  folder: "",
  tags: [],
  archived: false,
  ...rest,
});
const LINES = [
  line("Upsell", { state: "live", people_inside: 412, folder: "Spring", tags: ["vip"] }),
  line("Winback", { entered: 9, folder: "Spring" }),
  line("Alpha", { entered: 3 }),
  line("Old", { archived: true, state: "stopped" }),
];
const NOTHING = { done: [], refused: [] };

const rows = () => within(screen.getByRole("table", { name: "Journeys" })).getAllByRole("row");
const names = () =>
  rows()
    .slice(1)
    .map((row) => within(row).getAllByRole("link")[0]?.textContent);
const bar = () => screen.getByRole("region", { name: "Selected journeys" });

async function open(answers: Answers = {}) {
  const page = visit("/journeys", { "GET /api/journeys": { journeys: LINES }, ...answers });
  await screen.findByRole("table", { name: "Journeys" });
  return page;
}

test("folders and tags narrow the list, archived ones are shown when asked for, and it is sorted", async () => {
  const { user } = await open();
  expect(names()).toEqual(["Upsell", "Winback", "Alpha"]);
  const nav = screen.getByRole("navigation", { name: "Folders and tags" });
  await user.click(within(nav).getByRole("button", { name: "Spring 2" }));
  await user.selectOptions(screen.getByRole("combobox", { name: "Sort by" }), "Entered");
  expect(names()).toEqual(["Winback", "Upsell"]);
  await user.click(within(nav).getByRole("button", { name: "vip 1" }));
  expect(names()).toEqual(["Upsell"]);
  await user.click(within(nav).getByRole("button", { name: "vip 1" }));
  await user.click(within(nav).getByRole("button", { name: "Spring 2" }));
  await user.selectOptions(screen.getByRole("combobox", { name: "Sort by" }), "Name");
  expect(names()).toEqual(["Alpha", "Upsell", "Winback"]);
  await user.click(screen.getByRole("radio", { name: "archived" }));
  expect(names()).toEqual(["Old"]);
});

test("many are moved and tagged in one call, and a row is not opened by its box", async () => {
  const { user, said, address } = await open({ "POST /api/shelf": NOTHING });
  await user.click(screen.getByRole("checkbox", { name: "Select Winback" }));
  await user.click(screen.getByRole("checkbox", { name: "Select Alpha" }));
  expect(address()).toBe("/journeys");
  await user.click(within(bar()).getByRole("button", { name: "Move to a folder" }));
  await user.type(await screen.findByLabelText("Folder", { selector: "input" }), "Autumn");
  await user.click(screen.getByRole("button", { name: "Move" }));
  await waitFor(() =>
    expect(said()).toMatchObject([
      { path: "/api/shelf", body: { journeys: ["Winback", "Alpha"], folder: "Autumn" } },
    ]),
  );
});

test("what runs is archived only after it was said that everybody inside leaves", async () => {
  const { user, said } = await open({
    "POST /api/shelf/archive": { ...NOTHING, done: [{}, {}] },
    "POST /api/journeys/Upsell/stop": { state: "stopped" },
  });
  await user.click(screen.getByRole("checkbox", { name: "Select Upsell" }));
  await user.click(screen.getByRole("checkbox", { name: "Select Alpha" }));
  await user.click(within(bar()).getByRole("button", { name: "Archive" }));
  const dialog = await screen.findByRole("dialog", { name: "Archive 2 journeys" });
  expect(dialog.textContent).toContain("1 of them runs, with 412 people inside");
  expect(within(dialog).getByRole("button", { name: "Archive 1" })).toBeDefined();
  await user.click(within(dialog).getByRole("checkbox", { name: /Stop 1 journey for good/ }));
  await user.click(within(dialog).getByRole("button", { name: "Stop and archive" }));
  await waitFor(() => expect(said()).toHaveLength(2));
  expect(said().map((one) => one.path)).toEqual([
    "/api/journeys/Upsell/stop",
    "/api/shelf/archive",
  ]);
  expect(said()[1]?.body).toEqual({ journeys: ["Alpha", "Upsell"] });
});

test("one that is refused says why, and costs the others nothing", async () => {
  const { user } = await open({
    "POST /api/journeys/Upsell/pause": new Refusal(
      403,
      "role_missing",
      "This needs the role publisher.",
    ),
  });
  await user.click(screen.getByRole("checkbox", { name: "Select Upsell" }));
  await user.click(within(bar()).getByRole("button", { name: "Pause 1" }));
  expect((await within(bar()).findByRole("listitem")).textContent).toBe(
    "Upsell: This needs the role publisher.",
  );
});
