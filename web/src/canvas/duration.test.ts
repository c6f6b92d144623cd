import { expect, test } from "vitest";
import { durationWords, spanWords } from "./duration";

test("durations read as words", () => {
  expect([durationWords("1d"), durationWords("14d"), durationWords("soon")]).toEqual([
    "1 day",
    "14 days",
    "soon",
  ]);
  expect([spanWords(90_000), spanWords(93_600_000)]).toEqual(["2 min", "1 d 2 h"]);
});
