import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import fc from "fast-check";
import { anyJourney } from "./arbitrary";
import { ENTRY, perform } from "./commands";
import type { Journey } from "./document";
import { ancestors, edgesOf } from "./edges";
import { layout } from "./layout";

const FILE = path.resolve(import.meta.dirname, "../../../src/loopline/studio/gallery/upsell.yaml");
const UPSELL = parse(readFileSync(FILE, "utf8")) as Journey;

test("branches stand from left to right as in their list, otherwise last", () => {
  const places = layout(UPSELL);
  const left = (id: string) => places[id]?.[0] ?? NaN;
  expect([left("push_a"), left("push_b"), left("push_c"), left("no_offer")]).toEqual(
    [left("push_a"), left("push_b"), left("push_c"), left("no_offer")].toSorted((a, b) => a - b),
  );
  expect(layout(UPSELL)).toEqual(places);
});

const WAIT = { kind: "wait" as const, for: "1d" };
/** The step itself and every step that people can come to behind it. */
const below = (document: Journey, id: string) =>
  new Set(
    Object.keys(document.nodes).filter((one) => one === id || ancestors(document, one).has(id)),
  );

test("no two cards are drawn over each other, and each stands below what leads to it", () => {
  fc.assert(
    fc.property(anyJourney, (document) => {
      const places = Object.values(layout(document));
      for (const [at, one] of places.entries())
        for (const other of places.slice(at + 1))
          expect(Math.abs(one[0] - other[0]) >= 264 || Math.abs(one[1] - other[1]) >= 86).toBe(
            true,
          );
    }),
  );
});

test("a step that is put into a path moves down what is below it, and nothing else up or down", () => {
  fc.assert(
    fc.property(anyJourney, fc.nat(), (drawn, pick) => {
      const document = { ...drawn, canvas: undefined } as unknown as Journey;
      const paths = Object.entries(document.nodes).flatMap(([node, one]) =>
        edgesOf(one).flatMap(({ handle, target }) =>
          target !== null && target in document.nodes ? [{ node, handle, target }] : [],
        ),
      );
      const path = paths[pick % Math.max(1, paths.length)];
      if (!path || below(document, path.target).has(path.node)) return;
      const before = layout(document);
      const after = layout(perform(document, { kind: "add", id: "new", node: WAIT, after: path }));
      const moved = below(document, path.target);
      for (const id of [ENTRY, ...Object.keys(document.nodes)])
        if (!moved.has(id)) expect([id, after[id]?.[1]]).toEqual([id, before[id]?.[1]]);
    }),
  );
});

test("a step that is put into the upsell leaves every other card where it is", () => {
  const before = layout(UPSELL);
  const path = { node: "push_b", handle: "then" };
  const next = perform(UPSELL, { kind: "add", id: "new", node: WAIT, after: path });
  const after = layout(next);
  const moved = below(next, "new");
  for (const id of [ENTRY, ...Object.keys(UPSELL.nodes)])
    if (!moved.has(id)) expect([id, after[id]]).toEqual([id, before[id]]);
  expect(after["new"]?.[0]).toBe(before["push_b"]?.[0]);
});

test("where somebody placed the cards, a step that is put in takes the next one's place and moves down what is below", () => {
  const places = layout(UPSELL);
  const placed = perform(UPSELL, { kind: "move", positions: places });
  const next = perform(placed, {
    kind: "add",
    id: "new",
    node: WAIT,
    after: { node: "push_b", handle: "then" },
  });
  const old = edgesOf(UPSELL.nodes["push_b"] ?? WAIT)[0]?.target ?? "";
  const now = next.canvas?.positions ?? {};
  const moved = below(next, "new");
  expect(now["new"]).toEqual(places[old]);
  expect(now[old]?.[1]).toBeGreaterThanOrEqual((places[old]?.[1] ?? 0) + 86);
  for (const id of [ENTRY, ...Object.keys(UPSELL.nodes)])
    if (!moved.has(id)) expect([id, now[id]]).toEqual([id, places[id]]);
});
