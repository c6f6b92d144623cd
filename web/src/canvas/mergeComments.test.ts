import { expect, test } from "vitest";
import type { Journey } from "./document";
import { merge } from "./merge";
import { UPGRADE } from "./sample";

const noted = (text: string | null, x = 0): Journey =>
  ({
    ...UPGRADE,
    canvas: {
      ...UPGRADE.canvas,
      comments: text === null ? [] : [{ id: "c1", x, y: 0, text }],
    },
  }) as Journey;
const notes = (document: Journey) => (document.canvas?.comments ?? []).map(({ text }) => text);

test("no words of a comment are lost, whatever both did to it", () => {
  const base = noted("old");
  expect(notes(merge(base, noted("mine"), noted("theirs")).document).sort()).toEqual([
    "mine",
    "theirs",
  ]);
  expect(notes(merge(noted(null), noted("mine"), noted("theirs")).document).sort()).toEqual([
    "mine",
    "theirs",
  ]);
  expect(notes(merge(base, noted("mine"), noted(null)).document)).toEqual(["mine"]);
  expect(notes(merge(base, noted(null), noted("theirs")).document)).toEqual(["theirs"]);
  expect(notes(merge(base, noted(null), noted("old", 40)).document)).toEqual([]);
  expect(notes(merge(base, noted("old", 40), noted(null)).document)).toEqual([]);
  expect(merge(base, noted("mine"), noted("old", 40)).document.canvas?.comments).toEqual([
    { id: "c1", x: 40, y: 0, text: "mine" },
  ]);
});
