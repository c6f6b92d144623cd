import { expect, test } from "vitest";
import type { Workspace } from "@/api/wire";
import { changedAt, withOurs } from "./part";

const NOW: Workspace = {
  kind: "workspace",
  zone: "Europe/Berlin",
  utm: { source: "old" },
  countries: ["DE"],
};

test("what another page saved meanwhile stays, and what is ours is replaced or taken away", () => {
  expect(withOurs(NOW, { utm: { source: "new" }, countries: undefined })).toEqual({
    kind: "workspace",
    zone: "Europe/Berlin",
    utm: { source: "new" },
  });
});

test("a row is changed or taken away, and the others keep their order", () => {
  expect(changedAt([1, 2, 3], 1, 5)).toEqual([1, 5, 3]);
  expect(changedAt([1, 2, 3], 0, null)).toEqual([2, 3]);
});
