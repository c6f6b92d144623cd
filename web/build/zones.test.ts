import { expect, test } from "vitest";
import { refusal } from "../../build/zones.mjs";

const zone = (top: string, room = "") => ({ top, room });

test("imports go down only and rooms do not know each other", () => {
  expect(refusal(zone("rooms", "decisions"), zone("rooms", "delivery"))).toContain(
    "may not import room",
  );
  expect(refusal(zone("canvas"), zone("ui"))).not.toBe("");
  expect(refusal(zone("nodes"), zone("rooms", "signals"))).not.toBe("");
  expect(refusal(zone("rooms", "signals"), zone("nodes"))).toBe("");
});
