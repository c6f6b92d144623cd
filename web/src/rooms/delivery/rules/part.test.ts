import { expect, test } from "vitest";
import type { Workspace } from "@/api/wire";
import { changedAt, withOurs } from "./part";

const NOW: Workspace = {
  kind: "workspace",
  zone: "Europe/Berlin",
  utm: { source: "old" },
  countries: ["DE"],
};

test("what was changed here is replaced or taken away, and all else is as it is by now", () => {
  const first = { utm: { source: "old" }, countries: ["DE"], language: "en" };
  const ours = { utm: { source: "new" }, countries: undefined, language: "en" };
  expect(withOurs({ ...NOW, language: "de" }, first, ours)).toEqual({
    kind: "workspace",
    zone: "Europe/Berlin",
    utm: { source: "new" },
    language: "de",
  });
});

test("a provider that paused itself while the page was open stays paused", () => {
  const first = { delivery: { auto_pause: { bounces: 5 } } };
  const ours = { delivery: { auto_pause: { bounces: 2 } } };
  const now = { ...NOW, delivery: { auto_pause: { bounces: 5 }, paused: ["ses"] } };
  expect(withOurs(now, first, ours).delivery).toEqual({
    auto_pause: { bounces: 2 },
    paused: ["ses"],
  });
  const resumed = withOurs(now, now, { ...now, delivery: { ...now.delivery, paused: [] } });
  expect(resumed.delivery?.paused).toEqual([]);
});

test("a row is changed or taken away, and the others keep their order", () => {
  expect(changedAt([1, 2, 3], 1, 5)).toEqual([1, 5, 3]);
  expect(changedAt([1, 2, 3], 0, null)).toEqual([2, 3]);
});
