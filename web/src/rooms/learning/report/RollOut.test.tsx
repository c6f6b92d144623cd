// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { visit } from "@/testing/visit";

// jsdom draws nothing; what is drawn stands in each chart's table
vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const CHOOSE = "POST /api/journeys/upgrade/experiments/wording/winner";

test("an arm is rolled out with a reason, and whoever has not proven it is told so", async () => {
  const { user, asked } = visit("/results/upgrade", { [CHOOSE]: { version: 4 } });
  await user.click(await screen.findByRole("button", { name: "Roll out an arm…" }));
  const dialog = await screen.findByRole("dialog", { name: "Roll out an arm of “Which words?”" });
  const act = within(dialog).getByRole("button", { name: "Roll it out" });
  expect((act as HTMLButtonElement).disabled).toBe(true);
  await user.click(within(dialog).getByRole("combobox", { name: "Arm" }));
  await user.click(await screen.findByRole("option", { name: "price" }));
  expect(within(dialog).getByText(/Nothing shows yet that “price” is better/)).toBeDefined();
  await user.type(within(dialog).getByRole("textbox", { name: "Why?" }), "Sales asked");
  await user.click(act);
  expect(await screen.findByText("Version 4 is live: everybody takes “price”.")).toBeDefined();
  const [post] = asked(CHOOSE.replace("POST ", ""));
  expect(post?.body).toEqual({ arm: "price", reason: "Sales asked", move: true });
});
