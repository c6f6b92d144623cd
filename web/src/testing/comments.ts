/** A journey with one step, and what is said about it, for the tests of comments. */
import { screen } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { emptyJourney } from "@/canvas/document";
import type { Answers } from "@/testing/server";
import { visit } from "@/testing/visit";

const DRAWN = {
  ...emptyJourney("mine", "Mine"),
  entry: { on: ["signed_up"] },
  start: "pause",
  nodes: { pause: { kind: "wait" as const, name: "A pause" } },
};
const PEOPLE = [
  { name: "Jon Hill", email: "jon@x.test" },
  { name: "Mara", email: "mara@x.test" },
];
export const remark = (place: number, by: string, text: string, rest: object = {}) => ({
  place,
  by,
  at: 1000 * place,
  changed_at: null,
  text,
  mentions: [],
  removed: text === "",
  mine: by === "Mara",
  ...rest,
});
export const thread = (id: string, step: string, comments: object[], rest: object = {}) => ({
  id,
  step,
  handle: "",
  step_name: step ? "A pause" : "",
  gone: false,
  opened_at: 1,
  resolved_at: null,
  resolved_by: "",
  unread: false,
  comments,
  ...rest,
});
export const list = (...threads: object[]) => ({ threads, people: PEOPLE, unread: 0 });
export const PATH = "/api/journeys/mine/comments";

export async function open(answers: Answers, address = "/journeys/mine") {
  const page = visit(address, {
    "GET /api/journeys/mine": {
      id: "mine",
      state: "draft",
      draft: { document: DRAWN, revision: 4, saved_at: 0 },
      live: null,
      versions: [],
    },
    ...answers,
  });
  await screen.findByRole("button", { name: "Publish" });
  return page;
}

/** Selects the step by the keys of the canvas: the entry, then the step behind it. */
export async function select(user: UserEvent): Promise<void> {
  await screen.findByText("A pause");
  await user.keyboard("{ArrowDown}{ArrowDown}");
}
export const pane = () => screen.getByRole("complementary", { name: "Comments" });
export const said = (page: { said: () => { path: string }[] }, path = PATH) =>
  page.said().filter((one) => one.path === path);
