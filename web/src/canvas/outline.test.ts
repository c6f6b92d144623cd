import fc from "fast-check";
import { expect, test } from "vitest";
import { anyJourney } from "./arbitrary";
import { emptyJourney, type Journey } from "./document";
import { edgesOf } from "./edges";
import { outlineRows } from "./outline";

const DRAWN: Journey = {
  ...emptyJourney("mine", "Mine"),
  start: "hello",
  nodes: {
    hello: { kind: "wait", then: "which" },
    which: {
      kind: "split",
      branches: [
        { when: "a", name: "A", then: "push" },
        { when: "b", name: "B", then: "later" },
      ],
    },
    push: { kind: "wait", then: "later" },
    later: { kind: "wait" },
    loose: { kind: "wait", then: "hello" },
  },
};

const drawn = (document: Journey) =>
  outlineRows(document).map((row) => {
    const name =
      row.kind === "entry"
        ? "entry"
        : row.kind === "step"
          ? row.id
          : row.kind === "path"
            ? `[${row.edge.label}]`
            : row.kind === "join"
              ? `-> ${row.id}`
              : "end";
    return `${"  ".repeat(row.level - 1)}${name}`;
  });

test("steps stand in reading order, branches are nested, a join says where it goes on", () => {
  expect(drawn(DRAWN)).toEqual([
    "entry",
    "hello",
    "which",
    "  [A]",
    "    push",
    "    later",
    "    end",
    "  [B]",
    "    -> later",
    "  [otherwise]",
    "    end",
    "loose",
    "-> hello",
  ]);
});

test("an empty journey ends behind its entry", () => {
  expect(drawn(emptyJourney("mine", "Mine"))).toEqual(["entry", "end"]);
});

test("a circle is listed once", () => {
  const circle = { ...DRAWN, start: "a", nodes: { a: { kind: "wait" as const, then: "a" } } };
  expect(drawn(circle)).toEqual(["entry", "a", "-> a"]);
});

test("every step stands in it once, every path is shown, and no key comes twice", () => {
  fc.assert(
    fc.property(anyJourney, (document) => {
      const rows = outlineRows(document);
      const keys = rows.map((row) => row.key);
      expect(new Set(keys).size).toBe(keys.length);
      const steps = rows.flatMap((row) => (row.kind === "step" ? [row.id] : []));
      expect([...steps].sort()).toEqual(Object.keys(document.nodes).sort());
      const paths = rows.filter((row) => row.kind === "path").length;
      const many = Object.values(document.nodes)
        .map((node) => edgesOf(node).length)
        .filter((count) => count > 1);
      expect(paths).toBe(many.reduce((sum, count) => sum + count, 0));
    }),
  );
});
