import { expect, test } from "vitest";
import type { Fault } from "@/api/faults";
import { ENTRY, perform } from "@/canvas/commands";
import { UPGRADE } from "@/canvas/sample";
import { isUntouched, stillHold } from "./useFaults";

const at = (node: string | null): Fault => ({
  code: "c",
  text: "t",
  at: "",
  node,
  severity: "error",
  suggestion: null,
});
const FOUND = [at("mark"), at("last_sms"), at(ENTRY), at(null)];
const nodes = (all: readonly Fault[]) => all.map((one) => one.node);

test("faults of a step that was changed or removed since are not shown", () => {
  const renamed = perform(UPGRADE, { kind: "rename", id: "mark", name: "Other" });
  expect(nodes(stillHold(FOUND, UPGRADE, renamed))).toEqual(["last_sms", ENTRY, null]);
  const removed = perform(UPGRADE, { kind: "remove", ids: ["last_sms"] });
  expect(nodes(stillHold(FOUND, UPGRADE, removed))).not.toContain("last_sms");
});

test("faults of the entry and of the journey go with a change of the journey", () => {
  const entered = perform(UPGRADE, { kind: "journey", patch: { entry: { on: ["login"] } } });
  expect(nodes(stillHold(FOUND, UPGRADE, entered))).toEqual(["mark", "last_sms"]);
});

test("moving a card changes no fault", () => {
  const moved = perform(UPGRADE, { kind: "move", positions: { mark: [1, 2] } });
  expect(stillHold(FOUND, UPGRADE, moved)).toEqual(FOUND);
});

test("a canvas on which nobody has begun has no fault to show", () => {
  const empty = { kind: "journey", id: "a", entry: { on: [] }, start: "", nodes: {} } as const;
  expect(isUntouched({ ...empty, entry: { on: [] } })).toBe(true);
  expect(isUntouched({ ...empty, entry: { on: ["went"] } })).toBe(false);
  expect(isUntouched({ ...empty, entry: { on: [] }, nodes: { end: { kind: "exit" } } })).toBe(
    false,
  );
});
