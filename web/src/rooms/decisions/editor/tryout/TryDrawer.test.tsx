// @vitest-environment jsdom
/** What was set up in Try stays while its other tab is looked at. */
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Journey } from "@/canvas/document";
import { show } from "@/testing/visit";
import { TryDrawer } from "./TryDrawer";

const DOCUMENT = {
  kind: "journey",
  id: "j",
  entry: { on: ["began"] },
  start: "out",
  nodes: { out: { kind: "exit" } },
} as unknown as Journey;

test("the person that was made up is there again", async () => {
  const { user } = show(<TryDrawer document={DOCUMENT} onClose={() => {}} onNode={() => {}} />);
  const zone = await screen.findByRole("textbox", { name: /zone/i });
  await user.clear(zone);
  await user.type(zone, "Asia/Tokyo");
  await user.click(screen.getByRole("tab", { name: "Over the last days" }));
  expect(screen.queryByRole("textbox", { name: /zone/i })).toBeNull();
  await user.click(screen.getByRole("tab", { name: "On one person" }));
  expect(await screen.findByDisplayValue("Asia/Tokyo")).toBeDefined();
});
