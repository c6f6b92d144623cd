// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { visit } from "@/testing/visit";

test("an empty journey is begun under a name, and its id is one that is free", async () => {
  const { user, said, address } = visit("/journeys/new");
  await user.click(await screen.findByRole("button", { name: /^Empty canvas/ }));
  const dialog = await screen.findByRole("dialog");
  const open = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Open the canvas" });
  expect(open.disabled).toBe(true);
  await user.type(within(dialog).getByRole("textbox", { name: "Name" }), "Upgrade");
  expect(dialog.textContent).toContain("upgrade_2");
  await user.click(open);
  expect(await screen.findByRole("button", { name: "Publish" })).toBeDefined();
  expect(address()).toBe("/journeys/upgrade_2");
  expect(said()[0]).toMatchObject({
    method: "PUT",
    path: "/api/journeys/upgrade_2/draft",
    body: { document: { id: "upgrade_2", name: "Upgrade", nodes: {} }, revision: 0 },
  });
});
