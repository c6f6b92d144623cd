import { expect, test } from "vitest";
import { dateIn, daysAround, later, moved, timeIn } from "./days";

test("a month is whole weeks from Monday on, and holds all of its days", () => {
  const days = daysAround("2026-11-15", "month");
  expect([days[0], days.at(-1), days.length % 7]).toEqual(["2026-10-26", "2026-12-06", 0]);
  expect(days).toContain("2026-11-30");
});

test("a week goes from Monday to Sunday, also over the end of a year", () => {
  expect(daysAround("2027-01-01", "week")).toEqual([
    "2026-12-28",
    "2026-12-29",
    "2026-12-30",
    "2026-12-31",
    "2027-01-01",
    "2027-01-02",
    "2027-01-03",
  ]);
});

test("the next month is a month on from any day, the last of a long one too", () => {
  expect(moved("2026-01-31", "month", 1)).toBe("2026-02-01");
  expect(moved("2026-01-31", "week", -1)).toBe("2026-01-24");
  expect(later("2028-02-28", 1)).toBe("2028-02-29");
});

test("a moment stands on the day of the workspace's clock", () => {
  const at = Date.parse("2026-12-24T23:30Z");
  expect([dateIn(at, "Europe/Berlin"), timeIn(at, "Europe/Berlin")]).toEqual([
    "2026-12-25",
    "00:30",
  ]);
  expect(dateIn(at, "America/New_York")).toBe("2026-12-24");
});
