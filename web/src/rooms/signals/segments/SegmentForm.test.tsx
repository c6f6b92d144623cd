// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/testing/server";
import { visit, type Visit } from "@/testing/visit";

const NEW = "/segments/new?name=Free&when=plan%20%3D%3D%20%22free%22";
const save = () => screen.getByRole<HTMLButtonElement>("button", { name: "Make the segment" });
const why = () => screen.findByRole("textbox", { name: /^Why this segment/ });
const saved = ({ said }: Visit) => said().find((one) => one.method === "PUT");

test("a new segment is saved with its condition and the reason", async () => {
  const page = visit(NEW);
  await page.user.type(await why(), "To ask for it in one place");
  await page.user.click(save());
  await waitFor(() =>
    expect(saved(page)).toEqual({
      method: "PUT",
      path: "/api/segments/free",
      body: {
        name: "Free",
        description: "",
        when: 'plan == "free"',
        reason: "To ask for it in one place",
        over: 0,
      },
    }),
  );
});

test("nothing is saved without a reason", async () => {
  visit(NEW);
  await why();
  expect(save().disabled).toBe(true);
  expect(screen.getByText("Say why, then save.")).toBeDefined();
});

test("a fault of the server stands at the form and holds the saving", async () => {
  const fault = { code: "field_unknown", text: "No person has a plam.", suggestion: "plan" };
  const { user } = visit(NEW, { "POST /api/check": { faults: [fault] } });
  await user.type(await why(), "why not");
  const faults = await screen.findByRole("list", { name: "Checks" });
  expect(faults.textContent).toContain("No person has a plam. Did you mean plan?");
  expect(save().disabled).toBe(true);
});

test("what somebody else saved meanwhile is shown, and theirs can be taken", async () => {
  const theirs = {
    version: 4,
    name: "Almost full",
    description: "",
    when: "storage_used_pct >= 90",
    published_at: 0,
    reason: "higher",
    by: "Jonas",
  };
  const conflict = new Refusal(409, "segment_changed", "Somebody else saved it.", { theirs });
  const { user } = visit("/segments/near_the_limit", {
    "PUT /api/segments/near_the_limit": conflict,
  });
  const name = await screen.findByRole<HTMLInputElement>("textbox", { name: /^Name/ });
  await user.type(name, "!");
  await user.type(screen.getByRole("textbox", { name: /^Why this change/ }), "louder");
  await user.click(screen.getByRole("button", { name: "Save the change" }));
  await user.click(await screen.findByRole("button", { name: /^Take theirs/ }));
  expect(name.value).toBe("Almost full");
});

test("a segment says which journeys ask for it", async () => {
  visit("/segments/near_the_limit");
  const link = await screen.findByRole("link", { name: "Upgrade at the limit" });
  expect(within(link.closest("li") ?? link).getByText(/Which limit/)).toBeDefined();
});
