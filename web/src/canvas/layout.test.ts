import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Journey } from "./document";
import { layout } from "./layout";

const FILE = path.resolve(import.meta.dirname, "../../../src/loopline/studio/gallery/upsell.yaml");
const UPSELL = parse(readFileSync(FILE, "utf8")) as Journey;

test("branches stand from left to right as in their list, otherwise last", async () => {
  const places = await layout(UPSELL);
  const left = (id: string) => places[id]?.[0] ?? NaN;
  expect([left("push_a"), left("push_b"), left("push_c"), left("no_offer")]).toEqual(
    [left("push_a"), left("push_b"), left("push_c"), left("no_offer")].toSorted((a, b) => a - b),
  );
  expect(await layout(UPSELL)).toEqual(places);
});
