import { expect, test } from "vitest";
import { found, meant, type Kind } from "./found";

const thing = (kind: Kind, name: string, words = "") => ({
  id: `${kind} ${name}`,
  kind,
  name,
  words,
  run: () => {},
});
const ALL = [
  thing("page", "People"),
  thing("journey", "Upsell at the limit", "upsell"),
  thing("step", "Push A, day 0", "seats_used >= seats_limit"),
  thing("act", "Publish"),
  thing("person", "Push Singh"),
];
const names = (typed: string) => found(ALL, typed).map((one) => one.name);

test("a sign says of which kind", () => {
  expect(meant("#push")).toEqual({ only: "step", text: "push" });
  expect(names("#")).toEqual(["Push A, day 0"]);
  expect(names("@pu")).toEqual(["Push Singh"]);
  expect(names("> pub")).toEqual(["Publish"]);
});

test("what begins so comes before what holds it", () => {
  expect(names("p")).toEqual([
    "People",
    "Push A, day 0",
    "Publish",
    "Push Singh",
    "Upsell at the limit",
  ]);
  expect(names("limit")).toEqual(["Upsell at the limit", "Push A, day 0"]);
});

test("a step is found by the words of its rules, and nothing by what nobody wrote", () => {
  expect(names("seats_used")).toEqual(["Push A, day 0"]);
  expect(names("zebra")).toEqual([]);
});

test("a dozen are enough", () => {
  const many = Array.from({ length: 40 }, (_, at) => thing("step", `Step ${at}`));
  expect(found(many, "step")).toHaveLength(12);
});
