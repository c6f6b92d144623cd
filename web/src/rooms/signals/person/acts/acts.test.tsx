// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { visit } from "@/testing/visit";
import { changed } from "./traits";

const PREVIEW = {
  person: "ann",
  ids: ["ann"],
  goes: [{ count: 3, what: "traits" }],
  stays: ["That a refusal stands against an address."],
  providers: ["postmark"],
  imports: [],
  backups: "Backups hold this person until they are deleted.",
};

const as = (role: string) => ({
  "GET /api/session": {
    state: "signed_in",
    person: { name: "Mira", email: "mira@example.com", role, sees_people: true },
  },
});

test("forgetting says what goes and what stays, and needs the id", async () => {
  const { user, said } = visit("/people/ann", {
    "GET /api/people/ann/forget": PREVIEW,
    "POST /api/people/ann/forget": {
      alias: "!was/1",
      state: "erasing",
      asked_at: 1,
      done_at: null,
      by: "Mira",
      reason: "",
    },
  });
  await user.click(await screen.findByRole("button", { name: "Act" }));
  await user.click(await screen.findByRole("menuitem", { name: "Forget…" }));
  expect(await screen.findByText(/3 traits/)).toBeDefined();
  expect(screen.getByText("That a refusal stands against an address.")).toBeDefined();
  const act = screen.getByRole("button", { name: "Forget for ever" }) as HTMLButtonElement;
  expect(act.disabled).toBe(true);
  await user.type(screen.getByLabelText("Type ann to confirm"), "ann");
  await user.click(act);
  await waitFor(() =>
    expect(said()[0]).toEqual({
      method: "POST",
      path: "/api/people/ann/forget",
      body: { confirm: "ann", reason: "" },
    }),
  );
});

test("an act above one's role stays visible, names the role and asks for it", async () => {
  const { user, said } = visit("/people/ann", {
    ...as("analyst"),
    "POST /api/asks": { told: 1 },
  });
  await user.click(await screen.findByRole("button", { name: "Act" }));
  await user.click(
    await screen.findByRole("menuitem", { name: /Forget… \(needs the role operator/ }),
  );
  await waitFor(() =>
    expect(said()).toEqual([
      { method: "POST", path: "/api/asks", body: { role: "operator", act: "Forget…" } },
    ]),
  );
});

test("only what was changed is stated, and a box that is emptied takes the trait away", () => {
  const traits = { plan: "free", seats: 3, beta: true, code: "007" };
  const boxes = { plan: "free", seats: "4", beta: "false", code: "008", city: "Rome", none: "" };
  expect(changed(traits, boxes)).toEqual({ seats: 4, beta: false, code: "008", city: "Rome" });
  expect(changed(traits, { plan: "" })).toEqual({ plan: null });
});
