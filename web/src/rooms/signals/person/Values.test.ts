import { describe, expect, it } from "vitest";
import { valueLines } from "./Values";

describe("the values that decided", () => {
  it("tells a condition with its answer and what it looked at", () => {
    expect(
      valueLines({
        tried: [
          { when: 'plan == "free"', truth: false, values: { plan: "pro" } },
          { when: "seats > 1", truth: null, values: {} },
        ],
      }),
    ).toEqual(['plan == "free": no (plan = pro)', "seats > 1: unknown"]);
  });

  it("tells a moment as a moment, an object by its parts, and leaves blanks out", () => {
    const [moment = "", ...rest] = valueLines({
      until: Date.UTC(2026, 0, 28, 20),
      set: { seen: true },
      lists: [],
      count: 3,
    });
    expect(moment).toMatch(/^until .*(2[89].*Jan|Jan.*2[89])/);
    expect(rest).toEqual(["seen = true", "count = 3"]);
  });
});
