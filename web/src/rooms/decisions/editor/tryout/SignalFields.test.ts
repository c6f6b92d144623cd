import { expect, test } from "vitest";
import { emptyJourney, type Entry } from "@/canvas/document";
import { asSignal, firstSignal } from "./SignalFields";

const first = (entry: Entry) => asSignal(firstSignal({ ...emptyJourney("j", "J"), entry }));

test("a trial begins with what lets people in: an event, or else the change of a trait", () => {
  const change = { change: "seats", to: 5 };
  expect(first({ on: [], triggers: [change, { event: "order" }] })).toMatchObject({
    event: "order",
  });
  expect(first({ on: [], triggers: [{ list: "vip" }, change] })).toEqual({
    after: "0s",
    traits: { seats: 5 },
  });
});
