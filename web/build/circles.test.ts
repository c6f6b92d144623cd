import { expect, test } from "vitest";
import { circleOf } from "./circles.mjs";

const tree: Record<string, string[]> = { a: ["b", "c"], b: ["d"], c: ["d"], d: ["e"], e: [] };
const importsIn = (file: string) => tree[file] ?? [];

test("what is imported twice is no circle", () => expect(circleOf("a", importsIn)).toBeNull());

test("a file that comes back to itself is told with its way", () => {
  const round = (file: string) => (file === "e" ? ["a"] : importsIn(file));
  expect(circleOf("a", round)).toEqual(["a", "c", "d", "e", "a"]);
  expect(circleOf("d", round)?.[0]).toBe("d");
});
