import { expect, test } from "vitest";
import { refusal, zoneOf } from "./zones.mjs";

const zone = (top: string, room = "") => ({ top, room });

test("imports go down only and rooms do not know each other", () => {
  expect(refusal(zone("rooms", "decisions"), zone("rooms", "delivery"))).toContain(
    "may not import room",
  );
  expect(refusal(zone("canvas"), zone("ui"))).not.toBe("");
  expect(refusal(zone("nodes"), zone("rooms", "signals"))).not.toBe("");
  expect(refusal(zone("rooms", "signals"), zone("nodes"))).toBe("");
});

test("what is generated may be named by everybody, and the mock by nobody below the nodes", () => {
  expect(zoneOf("/src/api/generated/wire.ts", "/src")).toEqual(zone("generated"));
  expect(refusal(zone("canvas"), zone("generated"))).toBe("");
  expect(refusal(zone("api"), zone("mock"))).not.toBe("");
  expect(refusal(zone("nodes"), zone("mock"))).toBe("");
});
