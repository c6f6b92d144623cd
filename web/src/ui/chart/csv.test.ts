import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf } from "./Chart";

const one = (value: string | number | null) => csvOf([{ name: "n", value: () => value }], [0]);

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://evil.example","x")'])(
  "the text %j is no formula",
  (text) => {
    expect(one(text).split("n\n")[1]).toMatch(/^"?'/);
  },
);

test("numbers stay numbers, below zero too", () => {
  expect(one(-1.5)).toBe("n\n-1.5");
  expect(one(null)).toBe("n\n");
});

test("the head of a column is guarded as a cell is", () => {
  expect(csvOf([{ name: "=x", value: () => 1 }], [])).toBe("'=x");
});

test("a carriage return is quoted", () => {
  expect(one("a\rb")).toBe('n\n"a\rb"');
});

test("no text begins a cell as a formula does", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(one(text).slice(2)).not.toMatch(/^"?[=+\-@\t\r]/);
    }),
  );
});
