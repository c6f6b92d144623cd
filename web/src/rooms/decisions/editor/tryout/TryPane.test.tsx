// @vitest-environment jsdom
/** What was tried stays while Try is closed and another view is shown, and its road is lit on the canvas. */
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { emptyJourney, type Journey } from "@/canvas/document";
import { visit } from "@/testing/visit";
import { trailOf } from "./trail";

const DRAWN: Journey = {
  ...emptyJourney("mine", "Mine"),
  entry: { on: ["signed_up"] },
  start: "which",
  nodes: {
    which: {
      kind: "split",
      branches: [
        { name: "paying", when: 'plan == "pro"', then: "out" },
        { name: "free", when: 'plan == "free"', then: "out" },
      ],
      otherwise: "lost",
    },
    out: { kind: "exit", name: "Out" },
    lost: { kind: "exit", name: "Lost" },
  },
};
const line = (kind: string, node: string, at: number, text: string) => ({
  kind,
  node,
  at,
  text,
  data: {},
});
const RESULT = {
  steps: [
    line("entered", "", 1000, "Entered Mine by signed_up."),
    line("stepped", "which", 1000, 'At which took "free".'),
    line("exited", "out", 61_000, "Left Mine: completed."),
  ],
  messages: [],
  cut: false,
};

const detail = {
  id: "mine",
  state: "draft",
  draft: { document: DRAWN, revision: 4, saved_at: 0 },
  live: null,
  versions: [],
};

async function open() {
  const page = visit("/journeys/mine", {
    "GET /api/journeys/mine": detail,
    "PUT /api/journeys/mine/draft": { revision: 5 },
    "POST /api/check": { faults: [] },
    "POST /api/previews/dry-run": RESULT,
  });
  await page.user.click(await screen.findByRole("button", { name: "Try" }));
  return page;
}
const pane = () => screen.findByRole("complementary", { name: "Try it before it goes live" });
const lit = (id: string) =>
  document
    .querySelector(`.react-flow__node[data-id="${id}"] [data-passed]`)
    ?.getAttribute("data-passed");

test("the road is the entry, each step in turn, and of two paths to one step the one that was named", () => {
  const trail = trailOf(RESULT, DRAWN);
  expect([...trail.steps.keys()]).toEqual(["@entry", "which", "out"]);
  expect([...trail.paths]).toEqual(["@entry|start", "which|branch:1"]);
  expect(trail.steps.get("out")).toMatchObject({ after: 60_000, tone: "taken" });
});

test("a message that was not sent is a stop", () => {
  const steps = [line("entered", "", 0, "Entered."), line("refused", "which", 0, "Was not sent.")];
  expect(trailOf({ ...RESULT, steps }, DRAWN).steps.get("which")?.tone).toBe("stopped");
});

test("a run lights the cards, and is there again after Try was closed and YAML looked at", async () => {
  const { user } = await open();
  await user.click(within(await pane()).getByRole("button", { name: "Go" }));
  await within(await pane()).findByText(/Left Mine/);
  expect([lit("@entry"), lit("which"), lit("out"), lit("lost")]).toEqual([
    "taken",
    "taken",
    "taken",
    "not",
  ]);
  await user.click(within(await pane()).getByRole("button", { name: "Close" }));
  expect(lit("lost")).toBeUndefined();
  await user.click(screen.getByRole("radio", { name: "YAML" }));
  await user.click(screen.getByRole("button", { name: "Try" }));
  expect(within(await pane()).getByText(/Left Mine/)).toBeDefined();
  expect(lit("lost")).toBe("not");
});

test("every run is kept, and one from before the last change says so", async () => {
  const { user, asked } = await open();
  const zone = within(await pane()).getByRole("textbox", { name: "Time zone" });
  await user.clear(zone);
  await user.type(zone, "Asia/Tokyo");
  await user.click(within(await pane()).getByRole("button", { name: "Go" }));
  await user.click(within(await pane()).getByRole("button", { name: "Go" }));
  const runs = await within(await pane()).findByRole("combobox", { name: "Run" });
  await waitFor(() => expect(within(runs).getAllByRole("option")).toHaveLength(2));
  expect(asked("/api/previews/dry-run").at(-1)?.body).toMatchObject({
    person: { zone: "Asia/Tokyo" },
  });
  await user.click(within(await pane()).getByRole("tab", { name: "Over the last days" }));
  await user.keyboard("{Escape}");
  await user.type(await screen.findByRole("textbox", { name: "Exclusive group" }), "growth");
  await user.click(screen.getByRole("button", { name: "Try" }));
  await user.click(within(await pane()).getByRole("tab", { name: "On one person" }));
  expect(within(await pane()).getByText(/From before your last change/)).toBeDefined();
  expect(within(await pane()).getByDisplayValue("Asia/Tokyo")).toBeDefined();
});
