// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import { emptyJourney, type Journey } from "@/canvas/document";
import { visit } from "@/testing/visit";

const DRAWN: Journey = {
  ...emptyJourney("mine", "Mine"),
  entry: { on: ["signed_up"] },
  start: "which",
  nodes: {
    which: {
      kind: "split",
      name: "Which offer?",
      branches: [
        { when: "a", name: "A", then: "push" },
        { when: "b", name: "B", then: "later" },
      ],
    },
    push: { kind: "wait", name: "Push", for: "2d", then: "later" },
    later: { kind: "wait", name: "Later", for: "3d" },
  },
};

async function open() {
  const page = visit("/journeys/mine", {
    "GET /api/journeys/mine": {
      id: "mine",
      state: "draft",
      draft: { document: DRAWN, revision: 4, saved_at: 0 },
      live: null,
      versions: [],
    },
    "PUT /api/journeys/mine/draft": { revision: 5 },
    "POST /api/check": { faults: [{ code: "x", text: "It does not say how long.", node: "push" }] },
  });
  await page.user.click(await screen.findByRole("radio", { name: "Outline" }));
  await screen.findByRole("tree", { name: "Outline of the journey" });
  return page;
}

const rows = () => screen.getAllByRole("treeitem").map((row) => row.getAttribute("aria-label"));
const row = (name: RegExp | string) => screen.getByRole("treeitem", { name });
const here = () => document.activeElement?.getAttribute("aria-label");
/** The nodes of the draft as it was saved last. */
const saved = (page: { asked: (path: string) => { body: unknown }[] }) =>
  (page.asked("/api/journeys/mine/draft").at(-1)?.body as { document: Journey } | undefined)
    ?.document;
async function press(user: UserEvent, ...keys: string[]): Promise<void> {
  for (const key of keys) await user.keyboard(key);
}

test("the list says each step with its place, its paths, its faults, and where a path goes on", async () => {
  await open();
  await screen.findByRole("treeitem", { name: /Push, .*1 error/ });
  expect(rows()).toEqual([
    "Entry, who enters",
    "Split, Which offer?, 2 paths and otherwise, step 1 of 3",
    "Path A",
    "Wait, Push, 2 days, 1 error, step 2 of 3",
    "Wait, Later, 3 days, step 3 of 3",
    "The journey ends here",
    "Path B",
    "Continues at Later",
    "Path otherwise, leads nowhere yet",
    "The journey ends here",
  ]);
});

test("arrows go from row to row with the focus, and letters add a step on the path", async () => {
  const page = await open();
  row("Entry, who enters").focus();
  await press(page.user, "{ArrowDown}");
  expect(here()).toContain("Which offer?");
  expect(row(/Which offer/).getAttribute("aria-selected")).toBe("true");
  await press(page.user, "{ArrowRight}", "{ArrowLeft}", "{ArrowRight}");
  expect(here()).toBe("Path A");
  await press(page.user, "w");
  await waitFor(() =>
    expect(saved(page)?.nodes.wait).toMatchObject({ kind: "wait", then: "push" }),
  );
  expect(saved(page)?.nodes.which).toMatchObject({
    branches: [{ then: "wait" }, { then: "later" }],
  });
  const said = screen.getByRole("status", { name: "What was done" });
  expect(said.textContent).not.toBe("");
});

test("branches are put in order, a path is cut, and that is undone", async () => {
  const page = await open();
  row("Path A").focus();
  await page.user.click(row("Path A"));
  await press(page.user, "{Alt>}{ArrowDown}{/Alt}");
  await waitFor(() =>
    expect(saved(page)?.nodes.which).toMatchObject({ branches: [{ name: "B" }, { name: "A" }] }),
  );
  await waitFor(() => expect(here()).toBe("Path A"));
  await press(page.user, "{Delete}");
  await screen.findByRole("treeitem", { name: "Path A, leads nowhere yet" });
  await press(page.user, "{Control>}z{/Control}");
  expect(row("Path A")).toBeDefined();
});

test("a step is removed and comes back by undo", async () => {
  const page = await open();
  await page.user.click(row(/Push/));
  await press(page.user, "{Delete}");
  expect(screen.queryByRole("treeitem", { name: /Push/ })).toBeNull();
  await press(page.user, "{Control>}z{/Control}");
  expect(row(/Push/)).toBeDefined();
});

test("the button of a path offers what can be added, and a note is written in the list", async () => {
  const page = await open();
  await page.user.click(screen.getByRole("button", { name: "Add a step: Path B" }));
  await page.user.click(await screen.findByRole("menuitem", { name: "Exit" }));
  await waitFor(() => expect(saved(page)?.nodes.exit).toMatchObject({ kind: "exit" }));
  row("Entry, who enters").focus();
  await press(page.user, "n");
  const notes = screen.getByRole("region", { name: "Notes on the canvas" });
  await page.user.type(within(notes).getByRole("textbox", { name: "Note 1" }), "Hi");
  await waitFor(() => expect(saved(page)?.canvas?.comments?.[0]?.text).toBe("Hi"));
});
