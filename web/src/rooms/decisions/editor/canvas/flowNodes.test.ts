/** What stands on a path while a journey is watched is what the server counted between its two steps. */
import { expect, test } from "vitest";
import type { Live } from "@/api/wire";
import type { Journey } from "@/canvas/document";
import { drawEdges } from "./flowNodes";

const DOCUMENT = {
  kind: "journey",
  id: "j",
  entry: { on: ["began"] },
  start: "which",
  nodes: {
    which: {
      kind: "split",
      branches: [
        { name: "a", when: "x", then: "mail" },
        { name: "b", when: "y", then: "out" },
      ],
      otherwise: "out",
    },
    mail: { kind: "message", channel: "email", content: {}, then: "out" },
    out: { kind: "exit" },
  },
} as unknown as Journey;
const none = { inside: 0, left: 0, errors: 0, refused: 0 };
const LIVE: Live = {
  nodes: { which: { ...none, entered: 41 }, mail: { ...none, entered: 12 } },
  edges: [
    { from: "which", to: "mail", count: 12 },
    { from: "which", to: "out", count: 29 },
  ],
};

const told = (live: Live | null) =>
  drawEdges(DOCUMENT, live, null, []).map(({ source, target, data }) => [
    `${source}>${target}`,
    data?.count,
    data?.shared,
  ]);

test("a path shows the server's count, and who came in is who reached the first step", () => {
  expect(told(LIVE)).toContainEqual(["which>mail", 12, false]);
  expect(told(LIVE)).toContainEqual(["mail>out", 0, false]);
  expect(told(LIVE).find(([, , shared]) => !shared)).toEqual([expect.any(String), 41, false]);
});

test("two paths between the same steps say that their count is that of both", () => {
  expect(told(LIVE).filter(([pair]) => pair === "which>out")).toEqual([
    ["which>out", 29, true],
    ["which>out", 29, true],
  ]);
});

test("nothing is counted where nothing is watched", () => {
  expect(told(null).every(([, count]) => count === null)).toBe(true);
});
