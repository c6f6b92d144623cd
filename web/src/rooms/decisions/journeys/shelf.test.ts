import { expect, test } from "vitest";
import type { JourneyLine } from "@/api/wire";
import { EVERYTHING, fits, foldersOf, ordered, tagsOf } from "./shelf";

const line = (id: string, rest: Partial<JourneyLine> = {}): JourneyLine => ({
  id,
  name: id,
  state: "draft",
  owner: "",
  goal: "",
  version: 0,
  people_inside: 0,
  entered: 0,
  conversions: 0,
  lift: null,
  changed_at: 0,
  folder: "",
  tags: [],
  archived: false,
  ...rest,
});
const lift = (estimate: number) => ({
  estimate,
  low: 0,
  high: 0,
  verdict: "lift" as const,
  reason: "",
});

test("what is archived is listed when it is asked for, and only then", () => {
  const hidden = line("old", { archived: true, state: "stopped" });
  expect(fits(hidden, EVERYTHING)).toBe(false);
  expect(fits(hidden, { ...EVERYTHING, state: "stopped" })).toBe(false);
  expect(fits(hidden, { ...EVERYTHING, state: "archived" })).toBe(true);
  expect(fits(line("new"), { ...EVERYTHING, state: "archived" })).toBe(false);
});

test("a folder, none of them, a tag and words narrow it together", () => {
  const one = line("a", { folder: "Spring", tags: ["vip"] });
  expect(fits(one, { ...EVERYTHING, folder: "Spring", tag: "vip", text: "spring" })).toBe(true);
  expect(fits(one, { ...EVERYTHING, folder: "" })).toBe(false);
  expect(fits(line("b"), { ...EVERYTHING, folder: "" })).toBe(true);
  expect(fits(one, { ...EVERYTHING, tag: "b2b" })).toBe(false);
});

test("the largest comes first, what has no lift comes last, equal ones keep their place", () => {
  const lines = [
    line("b", { entered: 2 }),
    line("c", { lift: lift(-0.1) }),
    line("a", { entered: 2, lift: lift(0.2) }),
  ];
  const names = (order: Parameters<typeof ordered>[1]) =>
    ordered(lines, order).map((one) => one.id);
  expect(names("entered")).toEqual(["b", "a", "c"]);
  expect(names("lift")).toEqual(["a", "c", "b"]);
  expect(names("name")).toEqual(["a", "b", "c"]);
});

test("folders and tags are counted by name", () => {
  const lines = [line("a", { folder: "B", tags: ["x", "y"] }), line("b", { tags: ["x"] })];
  expect(foldersOf(lines)).toEqual([
    { name: "", count: 1 },
    { name: "B", count: 1 },
  ]);
  expect(tagsOf(lines)).toEqual([
    { name: "x", count: 2 },
    { name: "y", count: 1 },
  ]);
});
