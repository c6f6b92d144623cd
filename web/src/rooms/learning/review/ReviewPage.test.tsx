// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { visit } from "@/testing/visit";

const FIGURES = { since: 0, until: 1, entries: 4, people: 3, goals: 1, channels: [] };
const CAUSED = {
  at: 1,
  verdict: null,
  reason: "Nobody can be compared.",
  conversions: null,
  value: null,
  currency: "",
};
const REVIEW = {
  week: "2026-03-02",
  zone: "UTC",
  is_over: true,
  caused: { ...CAUSED, verdict: "lift", conversions: [40, 10, 70] },
  caused_before: CAUSED,
  figures: FIGURES,
  figures_before: { ...FIGURES, people: 9 },
  reached: [],
  due: [{ kind: "backlog", ref: "1", name: "Shorter mail", text: "Due since 2026-03-01." }],
  guards: [],
  alarms: ["The event has stopped."],
  changed: [],
  losses: [],
  ideas: [],
  counted_at: 1,
  finished_at: 0,
  finished_by: "",
  note: "",
};
const LIST = { this_week: "2026-03-09", last_week: "2026-03-02", finished: [], readers: [] };

test("a review is gone through, and finished with a note", async () => {
  const { user, said } = visit("/reviews", {
    "GET /api/reviews": LIST,
    "GET /api/reviews/last": REVIEW,
    "POST /api/reviews/2026-03-02/finish": REVIEW,
  });
  const caused = await screen.findByRole("region", { name: "What everything caused" });
  expect(caused.textContent).toContain("+40.0 conversions (+10.0 to +70.0)");
  expect(screen.queryByRole("region", { name: "Verdicts reached" })).toBeNull();
  expect(screen.getByText(/^Nothing under: Verdicts reached/)).toBeDefined();
  expect(screen.getByRole("region", { name: "To decide" }).textContent).toContain("Shorter mail");
  expect(screen.getByRole("region", { name: "Messages of the week" }).textContent).toContain(
    "3 people entered (the week before 9)",
  );
  await user.click(screen.getByRole("button", { name: "Finish review" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("What you decided"), "Two ideas taken.");
  await user.click(within(dialog).getByRole("button", { name: "Finish it" }));
  expect(said()).toMatchObject([
    { path: "/api/reviews/2026-03-02/finish", body: { note: "Two ideas taken." } },
  ]);
});

test("a week that is not over cannot be finished, and mail is asked for by oneself", async () => {
  const { user, said } = visit("/reviews/2026-03-09", {
    "GET /api/reviews": LIST,
    "GET /api/reviews/2026-03-09": { ...REVIEW, week: "2026-03-09", is_over: false },
    "PUT /api/reviews/readers": LIST,
  });
  await user.click(await screen.findByRole("checkbox", { name: /Mail me/ }));
  expect(said()).toMatchObject([{ body: { email: "mira@example.com", wants: true } }]);
  expect(screen.queryByRole("button", { name: "Finish review" })).toBeNull();
});
