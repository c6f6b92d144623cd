import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { perform } from "./commands";
import type { Journey } from "./document";
import { pathFrom, pathsBeside } from "./duplicatePath";
import { reachable } from "./edges";

const FILE = path.resolve(import.meta.dirname, "../../../src/loopline/studio/gallery/upsell.yaml");
const UPSELL = parse(readFileSync(FILE, "utf8")) as Journey;
const OF_B_AND_C = /_[bc]$/;

/** The upsell with path A alone; B and C lead nowhere yet. */
const withA: Journey = {
  ...UPSELL,
  nodes: Object.fromEntries(
    Object.entries(UPSELL.nodes)
      .filter(([id]) => !OF_B_AND_C.test(id))
      .map(([id, node]) => [
        id,
        node.kind === "split" && id === "which_offer"
          ? {
              ...node,
              branches: node.branches.map((one) =>
                OF_B_AND_C.test(one.then ?? "") ? { name: one.name ?? "", when: one.when } : one,
              ),
            }
          : node,
      ]),
  ),
};

test("a path ends where others come too, and exits are shared", () => {
  expect(pathFrom(withA, "push_a")).toEqual([
    "push_a",
    "day_1_a",
    "engaged_a",
    "day_5_a",
    "email_a",
    "clicked_a",
    "sms_a",
  ]);
  expect(pathFrom(UPSELL, "told")).toEqual([]);
});

test("the branches beside it that lead nowhere are offered, by their names", () => {
  expect(pathsBeside(withA, "mark_a").open.map((one) => one.label)).toEqual(["B", "C"]);
  expect(pathsBeside(UPSELL, "mark_a").open).toEqual([]);
  expect(pathsBeside(withA, "day_1_a").open).toEqual([]);
});

test("copies have names of their own, and their rules ask of their own messages", () => {
  const { open } = pathsBeside(withA, "mark_a");
  const drawn = perform(withA, { kind: "duplicate_path", id: "mark_a", onto: open });
  expect(Object.keys(drawn.nodes)).toHaveLength(Object.keys(UPSELL.nodes).length);
  expect(reachable(drawn).size).toBe(Object.keys(drawn.nodes).length);
  expect(drawn.nodes.mark_a_2?.name).toBe("Remember that we asked, B");
  expect(drawn.nodes.push_a_2?.name).toBe("Push B, day 0");
  expect(drawn.nodes.push_a_3?.name).toBe("Push C, day 0");
  expect(drawn.nodes.engaged_a_3).toMatchObject({
    branches: [{ when: 'opened("push_a_3") or clicked("push_a_3")', then: "day_5_a_3" }],
    otherwise: "email_a_3",
  });
  expect(drawn.nodes.clicked_a_2).toMatchObject({
    branches: [{ then: "interested" }, { then: "sms_a_2" }],
    otherwise: "no_sms",
  });
  expect(drawn.nodes.push_a).toEqual(withA.nodes.push_a);
});

test("onto no branch it is the same journey", () => {
  expect(perform(withA, { kind: "duplicate_path", id: "push_a", onto: [] })).toEqual(withA);
});
