// @vitest-environment jsdom
import { cleanup, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { leftForGood } from "@/api/client";
import { list, open, pane, PATH, remark, select, thread } from "@/testing/comments";
import { boxOf, keepUnsaid, unsaid } from "./unsaid";

test("an answer and a change that were begun are there when the journey is opened anew", async () => {
  const found = list(thread("t", "pause", [remark(1, "Mara", "Why?")]));
  const first = await open({ [`GET ${PATH}`]: found });
  await first.user.click(await screen.findByRole("button", { name: "Comments: 1 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  await first.user.click(within(pane()).getByRole("button", { name: "Answer" }));
  await first.user.type(
    within(pane()).getByRole("combobox", { name: "Answer on A pause" }),
    "Half",
  );
  await first.user.click(within(pane()).getByRole("button", { name: "Change" }));
  const change = within(pane()).getByRole("combobox", { name: "Change the comment" });
  await first.user.type(change, " Now");
  await first.user.keyboard("{Escape}");
  expect(within(pane()).queryByRole("combobox", { name: "Change the comment" })).toBeNull();
  cleanup();

  const again = await open({ [`GET ${PATH}`]: found });
  await again.user.click(await screen.findByRole("button", { name: "Comments: 1 open" }));
  await screen.findByRole("complementary", { name: "Comments" });
  const answer = within(pane()).getByRole("combobox", { name: "Answer on A pause" });
  expect(answer).toHaveProperty("value", "Half");
  expect(within(pane()).getByRole("combobox", { name: "Change the comment" })).toHaveProperty(
    "value",
    "Why? Now",
  );
  for (const button of within(pane()).getAllByRole("button", { name: "Cancel" }))
    await again.user.click(button);
  expect(window.sessionStorage.length).toBe(0);
});

test("Escape leaves the comments with what was typed kept", async () => {
  const page = await open({ [`GET ${PATH}`]: list() });
  await select(page.user);
  await page.user.keyboard("c");
  await page.user.type(within(pane()).getByRole("combobox"), "Half");
  await page.user.keyboard("{Escape}");
  expect(screen.queryByRole("complementary", { name: "Comments" })).toBeNull();
  await page.user.click(screen.getByRole("button", { name: "Comments: 0 open" }));
  const box = within(pane()).getByRole("combobox", { name: "Comment on A pause" });
  expect(box).toHaveProperty("value", "Half");
  await page.user.clear(box);
});

test("what was begun is no next one's to read once somebody has left by the door", () => {
  keepUnsaid(boxOf("secret"), { text: "Half a thought" });
  leftForGood.ring();
  window.sessionStorage.clear();
  expect(unsaid(boxOf("secret"))).toBeNull();
});
