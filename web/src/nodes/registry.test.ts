/** A kind is one folder, and there is one for each kind that the server knows. */
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { EXAMPLES } from "@/canvas/arbitrary";
import { NODE_KINDS } from "@/canvas/document";
import { edgesOf, retarget } from "@/canvas/edges";
import { allDefinitions, DEFINITIONS, iconOf, summaryOf } from "@/canvas/kinds";
import { KINDS } from "./registry";

const here = (...parts: string[]) => path.join(import.meta.dirname, ...parts);

test("every kind of the server has its folder, and no folder is of another kind", () => {
  expect(Object.keys(KINDS).sort()).toEqual([...NODE_KINDS].sort());
  expect([...DEFINITIONS.keys()].sort()).toEqual([...NODE_KINDS].sort());
  expect(Object.entries(KINDS).filter(([folder, kind]) => kind.definition.kind !== folder)).toEqual(
    [],
  );
});

test.each(NODE_KINDS)("%s brings its faces, its colour and examples of itself", (kind) => {
  expect(KINDS[kind]?.Card).toBeTypeOf("function");
  expect(KINDS[kind]?.Form).toBeTypeOf("function");
  expect(existsSync(here(kind, "tone.css"))).toBe(true);
  expect(EXAMPLES.some((one) => one.kind === kind)).toBe(true);
});

test("no two kinds have one letter, and none takes a letter of the canvas", () => {
  const letters = allDefinitions().map((one) => one.letter);
  expect(new Set([...letters, "c", "l"]).size).toBe(letters.length + 2);
});

test("an edge that is led elsewhere leads there, and one that is cut leads nowhere", () => {
  for (const node of EXAMPLES) {
    expect(summaryOf(node)).not.toBe("");
    expect(iconOf(node)).toMatch(/^M/);
    for (const { handle, role } of edgesOf(node)) {
      const led = edgesOf(retarget(node, handle, "elsewhere"));
      expect(led.find((one) => one.handle === handle)?.target).toBe("elsewhere");
      const cut = edgesOf(retarget(node, handle, null)).find((one) => one.handle === handle);
      expect(cut?.target ?? null).toBe(null);
      expect(cut === undefined).toBe(role === "trouble");
    }
  }
});
