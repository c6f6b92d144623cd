// @vitest-environment jsdom
/** Each act is said once, and the keyboard stands on the step that is selected. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
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
      name: "Which",
      branches: [{ name: "paying", when: "plan == 1", then: "left" }],
      otherwise: "right",
    },
    left: { kind: "wait", name: "Left", for: "1d" },
    right: { kind: "wait", name: "Right", for: "1d" },
  },
};

async function open(answers = {}) {
  const page = visit("/journeys/mine", {
    "GET /api/journeys/mine": {
      id: "mine",
      state: "draft",
      draft: { document: DRAWN, revision: 4, saved_at: 0 },
      live: null,
      versions: [],
    },
    "PUT /api/journeys/mine/draft": { revision: 5 },
    "POST /api/check": { faults: [] },
    ...answers,
  });
  await screen.findByRole("button", { name: "Publish" });
  await waitFor(() => expect(card("which")).not.toBeNull());
  return page;
}
const card = (id: string) =>
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`);
/** A click without the press before it, whose drag asks an event for a window that a made one has not. */
const press = (id: string) => {
  card(id)?.focus();
  fireEvent.click(card(id) as HTMLElement);
};
const said = () => screen.getByRole("status", { name: "What was done" }).textContent;
const at = () => document.activeElement?.getAttribute("data-id");

test("after every arrow the selected step has the focus, and its name says what it is", async () => {
  const { user } = await open();
  card("@entry")?.focus();
  await user.keyboard("{Escape}");
  const walk: [string, string][] = [
    ["{ArrowDown}", "@entry"],
    ["{ArrowDown}", "which"],
    ["{ArrowDown}", "left"],
    ["{ArrowRight}", "right"],
    ["{ArrowLeft}", "left"],
    ["{ArrowUp}", "which"],
  ];
  for (const [key, id] of walk) {
    await user.keyboard(key);
    await waitFor(() => expect(at()).toBe(id));
    expect(document.activeElement?.getAttribute("tabindex")).toBe("0");
  }
  expect(document.querySelectorAll('.react-flow__node[tabindex="0"]')).toHaveLength(1);
  expect(document.querySelectorAll(".react-flow__edge[tabindex]")).toHaveLength(0);
  expect(card("which")?.getAttribute("aria-label")).toBe(
    "Split, Which, 1 path and otherwise, step 1 of 3",
  );
});

test("what was added, removed, undone and typed is said, each once", async () => {
  const { user } = await open();
  card("left")?.focus();
  press("left");
  await user.keyboard("w");
  expect(said()).toBe("Added Wait behind Left.");
  await user.keyboard("{Control>}{Enter}{/Control}{Delete}");
  expect(said()).toBe("Removed Wait. Ctrl Z brings it back.");
  await user.keyboard("{Control>}z{/Control}");
  expect(said()).toBe("Undone: Removed Wait. Ctrl Z brings it back.");
  press("right");
  const heard: (string | null)[] = [];
  const region = screen.getByRole("status", { name: "What was done" });
  const watch = new MutationObserver(() => heard.push(region.textContent));
  watch.observe(region, { childList: true, characterData: true, subtree: true });
  await user.type(screen.getByRole("textbox", { name: "Name" }), " hand");
  await waitFor(() => expect(said()).toBe('"Right hand": name changed.'));
  watch.disconnect();
  expect(heard).toHaveLength(1);
});

test("the number of errors is said when it changes, and saving only when it fails", async () => {
  const fault = { code: "wait_empty", text: "It does not say how long.", node: "left" };
  await open({ "POST /api/check": { faults: [fault] } });
  const wrong = screen.getByRole("status", { name: "What is wrong" });
  await waitFor(() => expect(wrong.textContent).toBe("1 error."));
  expect(screen.getByRole("status", { name: "Saving" }).getAttribute("aria-live")).toBe("off");
});

test("a letter for each channel, a menu of steps, a join by name, cut and the views, by key", async () => {
  const { user } = await open();
  press("left");
  await user.keyboard("t");
  expect(screen.getByRole("radio", { name: "SMS" })).toHaveProperty("checked", true);
  await user.keyboard("{Control>}{Enter}{/Control}");
  await user.keyboard("{Control>}x{/Control}");
  expect(said()).toContain("Removed");
  press("left");
  await user.keyboard("j");
  const dialog = await screen.findByRole("dialog", { name: "Join to a step" });
  await user.type(within(dialog).getByRole("combobox", { name: "Left leads to" }), "Right{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(said()).toContain("leads elsewhere");
  press("left");
  await user.keyboard("a");
  expect(await screen.findByRole("menuitem", { name: "Wait" })).toBeDefined();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("menuitem", { name: "Wait" })).toBeNull());
  await user.keyboard("{Escape}v");
  expect(await screen.findByRole("tree", { name: "Outline of the journey" })).toBeDefined();
  await user.keyboard("V");
  await waitFor(() => expect(screen.queryByRole("tree")).toBeNull());
});
