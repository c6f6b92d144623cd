// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Fault } from "@/api/faults";
import type { JourneyDetail } from "@/api/wire";
import type { Journey, Trigger } from "@/canvas/document";
import { UPGRADE } from "@/canvas/sample";
import { choose } from "@/testing/choose";
import { Refusal, type Answers } from "@/testing/server";
import { show } from "@/testing/visit";
import { weekdayTime } from "@/ui/format/format";
import { PublishDialog } from "./PublishDialog";

const NEVER: JourneyDetail = {
  id: "upgrade",
  state: "draft",
  draft: null,
  live: null,
  versions: [],
};
const version = { version: 3, published_at: 0, reason: "", by: "Mira" };
const LIVE: JourneyDetail = {
  ...NEVER,
  state: "live",
  live: { ...version, document: UPGRADE },
  versions: [version],
};
/** A Monday of this year or the next, at nine. */
const MONDAY = Date.now() - (Date.now() % 604_800_000) + 11 * 86_400_000 + 9 * 3_600_000;
const WAYS: Trigger[] = [
  { segment: "power_users" },
  { schedule: "0 9 * * mon" },
  { schedule: "2001-01-01 09:00", zone: "UTC" },
  { date: "renews_on", offset: "-7d" },
  { list: "vip", existing: "skip" },
  { list: "beta" },
];
const WITHOUT = { ...UPGRADE, nodes: { ...UPGRADE.nodes } };
delete WITHOUT.nodes.four_days;

function open(
  detail: JourneyDetail,
  answers: Answers = {},
  faults: Fault[] = [],
  document: Journey = detail.live ? WITHOUT : UPGRADE,
) {
  const closed = vi.fn();
  const page = show(
    <PublishDialog
      detail={detail}
      document={document}
      faults={faults}
      flush={async () => true}
      onClose={closed}
    />,
    answers,
  );
  return { ...page, closed };
}

const publish = () => screen.getByRole<HTMLButtonElement>("button", { name: "Publish" });
const why = () => screen.getByRole("textbox", { name: /^Why this change/ });
const PATH = "/api/journeys/upgrade/publish";

test("a first version tells how people get in, and how many of them do at once", async () => {
  const document: Journey = {
    ...UPGRADE,
    entry: { on: ["signed_up"], triggers: WAYS },
  };
  const { asked } = open(
    NEVER,
    {
      "GET /api/segments": { segments: [{ id: "power_users", name: "Power users" }] },
      "GET /api/journeys/upgrade/impact": {
        changes: [],
        standing: {},
        matching: [
          { place: 0, label: "segment power_users", people: 412, entering: 388 },
          { place: 1, label: "schedule", people: 1, entering: 0, next_at: MONDAY },
          { place: 2, label: "schedule", people: 7, entering: 0, next_at: null },
          { place: 3, label: "date renews_on", people: 5, entering: 0 },
          { place: 4, label: "list vip", people: 3, entering: 0 },
          { place: 5, label: "list beta", people: 0, entering: 0 },
        ],
      },
    },
    [],
    document,
  );
  await screen.findByText(
    /people enter when signed_up happens; or when someone joins the segment Power users; or every Monday at 09:00, everybody/,
  );
  const list = within(await screen.findByRole("list", { name: "Who enters" }));
  expect(list.getAllByRole("listitem").map((one) => one.textContent)).toEqual([
    "When someone joins the segment Power users412 people match; 388 enter at once",
    `Every Monday at 09:00, everybodyNext: ${weekdayTime(MONDAY)}, to 1 person, each by their own clock`,
    "On 1 Jan 2001 at 09:00 (UTC), everybodyIts time is past: nobody enters by it.",
    "7 days before renews_on5 people match; each enters when the date comes",
    "When someone joins the list vip3 people match; nobody enters at once",
    "When someone joins the list betaNobody matches yet",
  ]);
  expect(asked("/api/audience")).toEqual([]);
});

test("a first version goes live with its reason, and nobody is moved", async () => {
  const { user, asked, closed } = open(NEVER);
  await user.clear(why());
  expect(publish().disabled).toBe(true);
  await user.type(why(), "To begin");
  await user.click(publish());
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect(asked(PATH)[0]?.body).toMatchObject({ reason: "To begin", moves: null });
  expect(asked(PATH)[0]?.body).toHaveProperty("document.id", "upgrade");
});

test("a later version tells too whom it lets in, of the draft as it was saved before", async () => {
  const order: string[] = [];
  const closed = vi.fn();
  show(
    <PublishDialog
      detail={LIVE}
      document={{ ...WITHOUT, entry: { on: [], triggers: [{ list: "vip" }] } }}
      faults={[]}
      flush={async () => order.push("saved") > 0}
      onClose={closed}
    />,
    {
      "GET /api/journeys/upgrade/impact": {
        changes: [],
        standing: {},
        matching: [{ place: 0, label: "list vip", people: 2, entering: 1 }],
      },
    },
  );
  await screen.findByText("2 people match; 1 enters at once");
  expect(order).toEqual(["saved"]);
});

test("people stay on their version unless the author says otherwise", async () => {
  const { user, asked } = open(LIVE);
  await screen.findByText(/people are in flight/);
  await user.type(why(), "Shorter");
  await user.click(publish());
  await waitFor(() => expect(asked(PATH)[0]?.body).toMatchObject({ moves: null }));
});

test("people on a step that is gone are led to another", async () => {
  const { user, asked } = open(LIVE);
  await user.click(await screen.findByRole("radio", { name: /They move to the new version/ }));
  const box = await screen.findByRole("combobox", { name: /440 on .*which is gone, go to/ });
  await choose(user, box, UPGRADE.nodes.last_sms?.name ?? "Last sms");
  await user.type(why(), "No pause");
  await user.click(publish());
  await waitFor(() =>
    expect(asked(PATH)[0]?.body).toMatchObject({ moves: { four_days: "last_sms" } }),
  );
});

test("the step behind one that is gone is offered, and letting people leave is said outright", async () => {
  const { user, asked } = open(LIVE);
  await user.type(why(), "No pause");
  await user.click(await screen.findByRole("radio", { name: /They move to the new version/ }));
  const box = await screen.findByRole<HTMLInputElement>("combobox", {
    name: /440 on .*which is gone/,
  });
  expect(box.value).not.toBe("");
  await choose(user, box, "They leave the journey");
  await user.click(publish());
  await waitFor(() => expect(asked(PATH)[0]?.body).toMatchObject({ moves: { four_days: null } }));
});

test("nothing is published while nobody has said where people go on", async () => {
  const alone = { ...WITHOUT, nodes: { other: { kind: "exit" as const } }, start: "other" };
  const { user } = open(LIVE, {}, [], alone);
  await user.type(why(), "All anew");
  expect(publish().disabled).toBe(false);
  await user.click(await screen.findByRole("radio", { name: /They move to the new version/ }));
  const boxes = await screen.findAllByRole("combobox", { name: /which is gone/ });
  expect(publish().disabled).toBe(true);
  for (const box of boxes) await choose(user, box, "They leave the journey");
  expect(publish().disabled).toBe(false);
});

test("a version with an error cannot go live; one with a warning can", () => {
  const fault = (severity: Fault["severity"]): Fault => ({
    code: "wait_empty",
    text: "It does not say how long.",
    at: "",
    node: null,
    severity,
    suggestion: null,
  });
  open(NEVER, {}, [fault("error")]);
  expect(publish().disabled).toBe(true);
  expect(screen.getByText(/does not say how long/)).toBeDefined();
  open(NEVER, {}, [fault("warning")]);
  expect(publish().disabled).toBe(false);
});

test("what the server refuses is told, and the dialog stays", async () => {
  const refused = new Refusal(409, "version_stale", "Somebody published in between.");
  const { user, closed } = open(NEVER, { [`POST ${PATH}`]: refused });
  await user.click(publish());
  const dialog = screen.getByRole("dialog");
  expect((await within(dialog).findByRole("alert")).textContent).toContain("published in between");
  expect(closed).not.toHaveBeenCalled();
});

test("before publishing it says how large a lift will be seen, and when", async () => {
  open(NEVER);
  const plan = within(await screen.findByRole("region", { name: "What it will show" }));
  expect(plan.getByText(/With 10 % held out you will see a lift of 20% or more/)).toBeDefined();
  expect(plan.getByText("26 weeks").nextSibling?.nextSibling?.textContent).toContain("20");
});

test("a plan that cannot be made says what is missing", async () => {
  const missing = "Nobody is held out, so nothing will be known of what it causes.";
  const plan = { journey: "upgrade", inputs: null, source: "", weeks: [], sentence: missing };
  open(NEVER, {
    "GET /api/journeys/upgrade/plan": { ...plan, wanted: 0, weeks_needed: null, missing },
  });
  expect(await screen.findByText(missing)).toBeDefined();
});
