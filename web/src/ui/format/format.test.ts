import { describe, expect, it } from "vitest";
import { ago, between, change, localTimes, sum, sumMore, when } from "./format";

describe("times as people read them", () => {
  it("turns the server's moments into the viewer's own and leaves the rest of a sentence alone", () => {
    const at = Date.UTC(2026, 1, 22, 18, 30);
    expect(localTimes('Waits at "Until day 1" until 2026-02-22 18:30 UTC.')).toBe(
      `Waits at "Until day 1" until ${when(at)}.`,
    );
    expect(localTimes("on 2026-02-22, at 18:30")).toBe("on 2026-02-22, at 18:30");
  });

  it("says the year of a moment that is far from now", () => {
    const now = Date.UTC(2026, 10, 22);
    expect(when(Date.UTC(1996, 11, 31, 12), now)).toContain("1996");
    expect(when(Date.UTC(2026, 10, 20, 12), now)).not.toContain("2026");
  });

  it("says how long ago, or the date when it is far", () => {
    const now = Date.UTC(2026, 10, 22);
    expect(ago(now - 3 * 3_600_000, now)).toBe("3 h ago");
    expect(ago(now + 2 * 86_400_000, now)).toBe("in 2 d");
    expect(ago(Date.UTC(1996, 11, 31), now)).toContain("1996");
  });
});

describe("sums and changes", () => {
  it("signs what is more or less, with a true minus", () => {
    expect([change(0.324), change(-0.05), change(0), change(4.2)]).toEqual([
      "+32.4 %",
      "−5.0 %",
      "0.0 %",
      "+420 %",
    ]);
    expect([sumMore(4.321), sumMore(-4.3), sum(1234.5)]).toEqual(["+4.32", "−4.30", "1,235"]);
  });

  it("says a bound that cannot be given", () => {
    expect(between(-0.1, 0.2, change)).toBe("−10.0 % to +20.0 %");
    expect(between(null, null, change)).toBe("no bounds yet");
    expect(between(0.1, null, change)).toBe("at least +10.0 %");
    expect(between(null, 0.1, change)).toBe("at most +10.0 %");
  });
});
