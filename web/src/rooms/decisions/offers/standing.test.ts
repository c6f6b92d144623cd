import { expect, test } from "vitest";
import { OFFERS } from "@/api/mock/offers";
import { standingOf, takenOf } from "./standing";

const [winback, month] = [OFFERS[0]!, OFFERS[1]!];

test("the bound that is nearer its end says how much is taken", () => {
  expect(takenOf(winback)).toBeCloseTo(0.615);
  expect(takenOf({ ...winback, counted: 804 })).toBe(1);
  expect(takenOf({ ...winback, spent: 12_000 })).toBe(1);
  expect(takenOf(month)).toBeNull();
});

test("each standing has a word", () => {
  expect(standingOf(winback).word).toBe("open");
  expect(standingOf(month)).toEqual({ word: "no codes left", tone: "bad" });
});
