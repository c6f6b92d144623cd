import { expect, test } from "vitest";
import type { EntriesStanding } from "@/api/wire";
import { entriesWords } from "./entriesWords";

const NOW: EntriesStanding = {
  total: 0,
  per_hour: 500,
  per_day: 0,
  let_in: 1200,
  waiting: 0,
  refused: 0,
  next_at: null,
  lost: false,
};
const words = (part: Partial<EntriesStanding>) =>
  entriesWords({ ...NOW, ...part }, String, (at) => `t${at}`);

test("what was let in stands beside its limits", () => {
  expect(words({})).toBe("The journey has let in 1200, at most 500 an hour.");
  expect(words({ total: 5000, per_day: 900 })).toBe(
    "The journey has let in 1200 of 5000, at most 500 an hour and 900 a day.",
  );
});

test("who waits, and until when", () => {
  expect(words({ waiting: 1, next_at: 7 })).toBe(
    "The journey has let in 1200, at most 500 an hour. 1 person waits for a place. The next enters at t7.",
  );
});

test("a total that is reached, and a record that is lost", () => {
  expect(words({ total: 1200, per_hour: 0 })).toContain("nobody enters any more");
  expect(words({ lost: true })).toContain("Publish the journey again");
});
