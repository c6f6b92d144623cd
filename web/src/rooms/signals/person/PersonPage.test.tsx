// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";

test("a person is shown with traits, journeys and what happened", async () => {
  visit("/people/ann");
  expect(await screen.findByRole("heading", { level: 1, name: "Ann Berg" })).toBeDefined();
  expect(await screen.findByText("Opened the billing page")).toBeDefined();
  expect(screen.getByText("current_plan")).toBeDefined();
  expect(screen.getAllByRole("link", { name: "upgrade" })).toBeDefined();
});

test("why answers in a sentence, with the steps below", async () => {
  const { user, address } = visit("/people/ann?journey=upgrade");
  await user.click(await screen.findByRole("tab", { name: "Why?" }));
  expect(await screen.findByText(/Ann entered on 19 November/)).toBeDefined();
  expect(screen.getByText("No push_opened within a day.")).toBeDefined();
  expect(address()).toContain("tab=why");
});

test("consent has three states, and is changed with a reason", async () => {
  const { user, said } = visit("/people/ann");
  await user.click(await screen.findByRole("button", { name: "Change SMS" }));
  const keep = await screen.findByRole("button", { name: "Keep this" });
  expect((keep as HTMLButtonElement).disabled).toBe(true);
  await user.type(screen.getByLabelText("Why, and how you know"), "asked by phone");
  await user.click(keep);
  await waitFor(() =>
    expect(said()[0]).toEqual({
      method: "PUT",
      path: "/api/people/ann/consent",
      body: { channel: "sms", allowed: true, reason: "asked by phone" },
    }),
  );
});

test("a person who is not there is told as a fault with its code", async () => {
  visit("/people/nobody", {
    "GET /api/people/nobody": new Refusal(404, "person_missing", "There is no person nobody."),
  });
  expect((await screen.findByRole("alert")).textContent).toContain("There is no person nobody.");
});
