import { describe, expect, test } from "vitest";
import { copyNodes, perform, type Command } from "./commands";
import { emptyJourney } from "./document";
import { reachable } from "./edges";
import { UPGRADE } from "./sample";

const after = (...commands: Command[]) => commands.reduce(perform, UPGRADE);

describe("acts on a journey", () => {
  test("the first step of an empty journey becomes its start", () => {
    const next = perform(emptyJourney("j", "J"), {
      kind: "add",
      id: "hello",
      node: { kind: "wait", for: "1d" },
    });
    expect(next.start).toBe("hello");
  });

  test("a step put on a road leads on to where the road led", () => {
    const next = after({
      kind: "add",
      id: "pause",
      node: { kind: "wait", for: "1h" },
      after: { node: "four_days", handle: "then" },
    });
    expect(next.nodes.four_days).toMatchObject({ then: "pause" });
    expect(next.nodes.pause).toMatchObject({ then: "last_sms" });
  });

  test("removing steps joins their edges, past other removed ones", () => {
    const next = after({ kind: "remove", ids: ["offer_email", "four_days"] });
    expect(next.nodes.a_day).toMatchObject({ on_timeout: "last_sms" });
    expect(next.nodes.wording).toMatchObject({
      arms: [{ then: "last_sms" }, { then: "seats_email" }],
    });
    expect(reachable(next).size).toBe(Object.keys(next.nodes).length);
  });

  test("removing a circle leaves no road into it", () => {
    const loop = after({
      kind: "connect",
      from: { node: "last_sms", handle: "then" },
      to: "four_days",
    });
    const next = perform(loop, { kind: "remove", ids: ["four_days", "last_sms"] });
    expect(next.nodes.offer_email).not.toHaveProperty("then");
  });

  test("a new id is led to from everywhere", () => {
    const next = after({ kind: "rename_id", id: "offer_email", to: "Plans e-mail" });
    expect(next.nodes.a_day).toMatchObject({ on_timeout: "plans_e_mail" });
    expect(next.nodes).not.toHaveProperty("offer_email");
  });

  test("pasted steps keep the edges between them and lose those that lead out", () => {
    const fragment = copyNodes(UPGRADE, ["offer_email", "four_days"]);
    const next = after({ kind: "paste", fragment });
    expect(next.nodes.offer_email_2).toMatchObject({ then: "four_days_2" });
    expect(next.nodes.four_days_2).not.toHaveProperty("then");
  });

  test("branches can be added, put in order and taken away", () => {
    const next = after(
      { kind: "add_branch", id: "which_plan" },
      { kind: "move_branch", id: "which_plan", from: 2, to: 0 },
      { kind: "remove_branch", id: "which_plan", at: 1 },
    );
    expect(next.nodes.which_plan).toMatchObject({ branches: [{ when: "" }, { then: "wording" }] });
  });
});
