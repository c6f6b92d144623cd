// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { visit } from "@/testing/visit";

// jsdom draws nothing; what is drawn stands in each chart's table
vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const POLICY = "POST /api/journeys/winback/choices/pick/policy";

test("a choice shows its options and why it chooses so, and goes back to chance for a reason", async () => {
  const { user, asked } = visit("/results/winback", {
    [POLICY]: { move: "taken_back", words: "No gifts left", version: 4 },
  });
  const options = await screen.findByRole("list", { name: "Options" });
  expect(within(options).getByText("nothing")).toBeDefined();
  expect(screen.getAllByText(/is promoted: by all choices/)).toHaveLength(2);
  await user.click(screen.getByRole("button", { name: "Back to chance…" }));
  const dialog = await screen.findByRole("dialog", { name: "Back to chance" });
  const act = within(dialog).getByRole("button", { name: "Choose at random" });
  expect((act as HTMLButtonElement).disabled).toBe(true);
  await user.type(within(dialog).getByRole("textbox", { name: "Why?" }), "No gifts left");
  await user.click(act);
  expect(await screen.findByText(/Policy 4 holds/)).toBeDefined();
  const [post] = asked(POLICY.replace("POST ", ""));
  expect(post?.body).toEqual({ act: "random", reason: "No gifts left" });
});
