/** No rate of fewer than thirty, on any page. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rate, rateBeside } from "./rate";

test("below thirty it is counted, and nothing is no rate at all", () => {
  expect(rate(7, 22)).toBe("7 of 22");
  expect(rate(0, 29)).toBe("0 of 29");
  expect(rate(15, 30, 0)).toBe("50 %");
  expect(rate(0, 0)).toBe("—");
  expect(rate(15, 30, 0, 0.4)).toBe("40 %");
  expect([rateBeside(7, 22), rateBeside(15, 30, 0)]).toEqual(["", "50 %"]);
});

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|ui\/format\//.test(path))
  .map((path): [string, string] => [path, readFileSync(join("src", path), "utf8")]);

test("no page divides two counts by itself and calls it a share", () => {
  const divided = SOURCES.filter(([, text]) => /\bshare\([^()]*\/(?!\s*100\b)/.test(text));
  expect(divided.map(([path]) => path)).toEqual([]);
});
