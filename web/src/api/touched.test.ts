import { expect, test } from "vitest";
import type { Workspace } from "./wire";
import { withTouched } from "./touched";

const READ: Workspace = {
  kind: "workspace",
  zone: "UTC",
  caps: [{ limit: 3, within: "7d" }],
  quiet_hours: { from: "21:00", to: "08:00" },
  programmes: { care: { percent: 5 } },
};

test("what was changed is replaced or taken away, and all else is as it is by now", () => {
  const now: Workspace = { ...READ, sender: "a@example.com", delivery: { paused: ["ses"] } };
  const ours: Workspace = { ...READ, zone: "Europe/Berlin", caps: [], quiet_hours: null };
  expect(withTouched(now, READ, ours)).toEqual({
    kind: "workspace",
    zone: "Europe/Berlin",
    caps: [],
    programmes: { care: { percent: 5 } },
    sender: "a@example.com",
    delivery: { paused: ["ses"] },
  });
});

test("of rules by name those are changed that were changed here", () => {
  const now: Workspace = { ...READ, programmes: { care: { percent: 5 }, late: { percent: 1 } } };
  const ours: Workspace = { ...READ, programmes: { care: { percent: 9 } } };
  expect(withTouched(now, READ, ours).programmes).toEqual({
    care: { percent: 9 },
    late: { percent: 1 },
  });
  const without: Workspace = { ...READ, programmes: {} };
  expect(withTouched(now, READ, without).programmes).toEqual({ late: { percent: 1 } });
});

test("what others took away meanwhile comes back whole where it was changed here", () => {
  const now: Workspace = { ...READ, programmes: undefined };
  const ours: Workspace = { ...READ, programmes: { care: { percent: 9, owner: "ann" } } };
  expect(withTouched(now, READ, ours).programmes).toEqual({
    care: { percent: 9, owner: "ann" },
  });
});
