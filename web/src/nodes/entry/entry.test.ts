import { expect, test } from "vitest";
import { reentryWords } from "./words";

test("re-entry reads as a rule", () => {
  expect(reentryWords(undefined)).toBe("Again after leaving");
  expect(reentryWords({ policy: "after", after: "14d" })).toBe("Again 14 days after the last time");
  expect(reentryWords({ policy: "once", key: "event.order_id" })).toBe(
    "Once only, per event.order_id",
  );
});
