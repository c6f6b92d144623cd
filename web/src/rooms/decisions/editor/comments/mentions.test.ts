import { expect, test } from "vitest";
import { matching, mentionsOf, typedMention, withMention } from "./mentions";

const PEOPLE = [
  { name: "Ann", email: "ann@x.test" },
  { name: "Ann Lee", email: "lee@x.test" },
  { name: "Jon", email: "jon@x.test" },
  { name: "Jon", email: "other.jon@x.test" },
];

test("a name is being mentioned behind an @ that begins a word", () => {
  expect(typedMention("ask @An", 7)).toBe("An");
  expect(typedMention("(@", 2)).toBe("");
  expect(typedMention("@Ann Le", 7)).toBe("Ann Le");
  expect(typedMention("write to ann@x.test", 19)).toBeNull();
  expect(typedMention("@Ann is right about", 19)).toBeNull();
});

test("people are found by any word of their name, and by their address", () => {
  expect(matching(PEOPLE, "le").map((one) => one.name)).toEqual(["Ann Lee"]);
  expect(matching(PEOPLE, "other").map((one) => one.email)).toEqual(["other.jon@x.test"]);
  expect(matching(PEOPLE, "")).toHaveLength(4);
});

test("a chosen name takes the place of what was typed, wherever the cursor is", () => {
  expect(withMention("ask @le about it", 7, "Ann Lee")).toEqual({
    text: "ask @Ann Lee about it",
    cursor: 13,
  });
});

test("the longest name is meant, and both of two who are called the same", () => {
  expect(mentionsOf("@Ann Lee, why?", PEOPLE)).toEqual(["lee@x.test"]);
  expect(mentionsOf("@Ann and @Ann Lee", PEOPLE).sort()).toEqual(["ann@x.test", "lee@x.test"]);
  expect(mentionsOf("@Jon?", PEOPLE)).toEqual(["jon@x.test", "other.jon@x.test"]);
  expect(mentionsOf("nobody", PEOPLE)).toEqual([]);
});
