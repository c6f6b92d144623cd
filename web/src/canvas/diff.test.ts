import { expect, test } from "vitest";
import { perform, type Command } from "./commands";
import { diff } from "./diff";
import { UPGRADE } from "./sample";

test("a diff names what was added, changed and removed, and not where it was drawn", () => {
  const next = (
    [
      { kind: "remove", ids: ["mark"] },
      { kind: "add", id: "x", node: { kind: "exit" } },
      { kind: "move", positions: { x: [1, 2] } },
    ] satisfies Command[]
  ).reduce(perform, UPGRADE);
  expect(diff(UPGRADE, next).map((one) => [one.node, one.kind])).toEqual([
    ["seats_email", "changed"],
    ["x", "added"],
    ["mark", "deleted"],
  ]);
});
