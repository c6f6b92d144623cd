// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Fault } from "@/api/faults";
import type { JourneyDetail } from "@/api/wire";
import type { Journey } from "@/canvas/document";
import { UPGRADE } from "@/canvas/sample";
import { choose } from "@/testing/choose";
import { Refusal, type Answers } from "@/testing/server";
import { show } from "@/testing/visit";
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
    entry: { on: ["signed_up"], triggers: [{ segment: "power_users" }] },
  };
  const { asked } = open(
    NEVER,
    {
      "GET /api/segments": { segments: [{ id: "power_users", name: "Power users" }] },
      "POST /api/audience": { yes: 3, no: 4, unknown: 0, total: 7 },
    },
    [],
    document,
  );
  await screen.findByText(
    /people enter when signed_up happens, or when someone joins the segment Power users\./,
  );
  await screen.findByText(/of 7 people/);
  expect(asked("/api/audience")[0]?.body).toEqual({ when: 'in_segment("power_users")' });
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
