import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { parseRules, writeRules } from "./rules/tree";
import { spelledAnew } from "@/testing/spelled";
import type { Journey } from "./document";
import { fromFlow, toFlow } from "./flow";

/** The templates that are shipped: the same files that the server offers. */
const FOLDER = path.resolve(import.meta.dirname, "../../../src/loopline/studio/gallery");
const files = readdirSync(FOLDER).filter((one) => one.endsWith(".yaml"));
const read = (file: string) => parse(readFileSync(path.join(FOLDER, file), "utf8")) as Journey;

test("the six templates are here", () => expect(files.length).toBeGreaterThanOrEqual(6));

describe.each(files)("%s", (file) => {
  const journey = read(file);

  test("drawn and read back it is the same document", () =>
    expect(fromFlow(toFlow(journey))).toEqual(journey));

  test("written as YAML and read back it is the same document", () =>
    expect(parse(stringify(journey))).toEqual(journey));

  test("each of its conditions keeps its words in the builder", () => {
    const conditions = [
      ...JSON.stringify(journey).matchAll(/"(?:where|when)":("(?:[^"\\]|\\.)*")/g),
    ].map((one) => JSON.parse(one[1] ?? '""') as string);
    for (const text of conditions) {
      const squeezed = (one: string) => one.replace(/\s+/g, " ").trim();
      expect(writeRules(parseRules(text))).toBe(text);
      expect(squeezed(writeRules(spelledAnew(parseRules(text))))).toBe(squeezed(text));
    }
  });
});
