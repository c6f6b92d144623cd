// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { emptyJourney } from "@/canvas/document";
import { Refusal, type Answers } from "@/testing/server";
import { visit } from "@/testing/visit";

const DRAWN = {
  ...emptyJourney("mine", "Mine"),
  entry: { on: ["signed_up"] },
  start: "pause",
  nodes: { pause: { kind: "wait" as const, name: "A pause" } },
};
const detail = (state: string, rest: object = {}) => ({
  id: "mine",
  state,
  draft: { document: DRAWN, revision: 4, saved_at: 0 },
  live: null,
  versions: [],
  ...rest,
});

async function open(answers: Answers = {}, state = "draft", rest: object = {}) {
  const page = visit("/journeys/mine", {
    "GET /api/journeys/mine": detail(state, rest),
    "PUT /api/journeys/mine/draft": { revision: 5 },
    ...answers,
  });
  await screen.findByRole("button", { name: "Publish" });
  return page;
}

const saving = () => screen.getByRole("status", { name: "Saving" }).textContent;
const panel = () => screen.getByRole("complementary", { name: "Settings of what is selected" });

test("what is changed is saved over the revision that was seen", async () => {
  const { user, asked } = await open();
  await user.type(within(panel()).getByRole("textbox", { name: "Owner" }), "growth");
  await waitFor(() => expect(saving()).toBe("Draft saved"));
  const sent = asked("/api/journeys/mine/draft");
  expect(sent[0]?.body).toMatchObject({ revision: 4 });
  expect(sent.at(-1)?.body).toMatchObject({ document: { owner: "growth" } });
});

test("the server's faults are counted, listed, and each leads to its step", async () => {
  const fault = { code: "wait_empty", text: "It does not say how long.", node: "pause" };
  const { user } = await open({ "POST /api/check": { faults: [fault] } });
  await user.click(await screen.findByRole("button", { name: "1 to mend" }));
  const checks = screen.getByRole("region", { name: "Checks" });
  await user.click(within(checks).getByRole("button", { name: /does not say how long/ }));
  expect(within(panel()).getByRole("heading", { name: "A pause" })).toBeDefined();
});

test("sound is said only when the server has said so", async () => {
  await open({ "POST /api/check": { faults: [] } });
  expect(screen.queryByRole("button", { name: "Sound" })).toBeNull();
  expect(screen.getByRole("button", { name: "Checking" })).toBeDefined();
  expect(await screen.findByRole("button", { name: "Sound" })).toBeDefined();
});

test("a server that does not check is told, and nothing is called sound", async () => {
  await open({ "POST /api/check": new Refusal(503, "unavailable", "Later.") });
  expect(await screen.findByRole("button", { name: "Not checked" })).toBeDefined();
});

test("an act is undone and done again", async () => {
  const { user } = await open();
  const name = within(panel()).getByRole<HTMLInputElement>("textbox", { name: "Name" });
  await user.type(name, "!");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Mine!");
  await user.click(screen.getByRole("button", { name: /^Undo/ }));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Mine");
  await user.click(screen.getByRole("button", { name: /^Redo/ }));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Mine!");
});

test("a step from the palette stands behind the entry, and its form opens", async () => {
  const empty = { draft: { document: emptyJourney("mine", "Mine"), revision: 0, saved_at: 0 } };
  const { user, asked } = await open({}, "draft", empty);
  const palette = screen.getByRole("toolbar", { name: "Steps to add" });
  await user.click(within(palette).getByRole("button", { name: /^Message/ }));
  expect(within(panel()).getByRole("textbox", { name: "Subject" })).toBeDefined();
  await waitFor(() => expect(saving()).toBe("Draft saved"));
  expect(asked("/api/journeys/mine/draft").at(-1)?.body).toMatchObject({
    document: { start: "message", nodes: { message: { kind: "message", channel: "email" } } },
  });
});

test("what somebody else saved first is taken in, and a field that both changed is asked about", async () => {
  const theirs = {
    document: { ...DRAWN, name: "Theirs", priority: 7 },
    revision: 9,
    by: "Mara",
    window: "hers",
  };
  const refusal = new Refusal(409, "draft_conflict", "Saved before.", { theirs });
  const turns: unknown[] = [refusal, refusal];
  const { user, asked } = await open({
    "PUT /api/journeys/mine/draft": () => turns.shift() ?? { revision: 10 },
  });
  await user.type(within(panel()).getByRole("textbox", { name: "Name" }), "?");
  await waitFor(() => expect(turns).toHaveLength(1), { timeout: 4000 });
  // while the cursor is in the form of what somebody else changed, no box of it is rewritten
  await user.click(screen.getByRole("heading", { level: 1 }));
  const both = await screen.findByRole("region", { name: "Changed by two" }, { timeout: 4000 });
  expect(both.textContent).toContain("You and Mara changed name");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Theirs");
  await user.click(within(both).getByRole("button", { name: "Use mine" }));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Mine?");
  await waitFor(() =>
    expect(asked("/api/journeys/mine/draft").at(-1)?.body).toMatchObject({
      revision: 9,
      document: { name: "Mine?", priority: 7 },
    }),
  );
});

test("a draft that somebody discarded stays in this window until it is said", async () => {
  const { user } = await open({
    "PUT /api/journeys/mine/draft": new Refusal(409, "draft_conflict", "Gone.", { theirs: null }),
  });
  await user.type(within(panel()).getByRole("textbox", { name: "Name" }), "?");
  const dialog = await screen.findByRole("dialog", {}, { timeout: 4000 });
  expect(dialog.textContent).toContain("Somebody else discarded this draft");
});

test("a live journey is paused, and stopped only after a question", async () => {
  const live = { live: { version: 1, document: DRAWN, published_at: 0, reason: "", by: "" } };
  const { user, said } = await open({}, "live", { ...live, draft: null });
  const acts = () => said().map((one) => one.path);
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Pause" }));
  await waitFor(() => expect(acts()).toContain("/api/journeys/mine/pause"));
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Stop for good" }));
  const dialog = await screen.findByRole("dialog");
  expect(acts()).not.toContain("/api/journeys/mine/stop");
  await user.click(within(dialog).getByRole("button", { name: "Stop it" }));
  await waitFor(() => expect(acts()).toContain("/api/journeys/mine/stop"));
});

test("a journey is duplicated as a draft of its own, under a name that is free", async () => {
  const { user, said, address } = await open({
    "PUT /api/journeys/mine_copy/draft": { revision: 1 },
  });
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Duplicate" }));
  await waitFor(() => expect(address()).toBe("/journeys/mine_copy"));
  expect(said().find((one) => one.path === "/api/journeys/mine_copy/draft")?.body).toMatchObject({
    document: { id: "mine_copy", name: "Mine (copy)", nodes: DRAWN.nodes },
    revision: 0,
  });
});

test("Ctrl Enter leads from a new step's first box to its card, and arrows carry the focus along", async () => {
  const { user } = await open();
  await user.keyboard("{Escape}");
  const palette = screen.getByRole("toolbar", { name: "Steps to add" });
  await user.click(within(palette).getByRole("button", { name: /^Exit/ }));
  await waitFor(() =>
    expect(document.activeElement).toBe(within(panel()).getByRole("textbox", { name: "Name" })),
  );
  await user.keyboard("Done{Control>}{Enter}{/Control}");
  expect(within(panel()).getByRole("heading", { name: "Done" })).toBeDefined();
  expect(document.activeElement?.getAttribute("data-id") ?? "").not.toBe("");
  await user.keyboard("{Delete}");
  expect(screen.queryByRole("heading", { name: "Done" })).toBeNull();
});
