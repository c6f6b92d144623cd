import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditionSentence, conditionWords, fieldWords } from "./conditionWords";

describe("a condition in plain words", () => {
  test.each([
    [
      'current_plan == "free" and seats_used >= 5',
      "current plan is free and seats used is at least 5",
    ],
    ['plan in ["free", "starter", "pro"]', "plan is one of free, starter or pro"],
    ['plan not in ["free"]', "plan is none of free"],
    [
      "has(account.industry) or not has(email)",
      "account's industry is known or email is not known",
    ],
    [
      'count("paywall_encountered", within="30d") >= 3',
      "did paywall_encountered at least 3 times in 30 days",
    ],
    ['count("login", within="14d") == 0', "did not do login in 14 days"],
    ['count("login") < 1', "did not do login so far"],
    ['count("login", within="1d") > 0', "did login in 1 day"],
    ['count("login") >= 1', "did login at least once"],
    ['count("login") == 1', "did login exactly 1 time"],
    ['days_since(last("login")) >= 14', "last login at least 14 days ago"],
    ['hours_since(last("login")) < 1', "last login less than 1 hour ago"],
    ['in_segment("vip") and not in_list("beta")', "in vip and not on the list beta"],
    ['not in_journey("onboarding")', "not in the journey onboarding"],
    ["is_trial == true and plan != null", "is trial is yes and plan is known"],
    [
      "account.seats_used / account.seats_limit >= 0.8",
      "account.seats_used / account.seats_limit >= 0.8",
    ],
    ["", ""],
  ])("%s", (text, words) => {
    expect(conditionSentence(text)).toBe(words);
  });

  test("segments go by the name that people gave them", () => {
    expect(
      conditionSentence('not in_segment("vip")', (id) => (id === "vip" ? "Our best" : id)),
    ).toBe("not in Our best");
  });

  test("names and values are set apart from our own words", () => {
    expect(conditionWords('planName == "is"').map((piece) => piece.kind)).toEqual([
      "name",
      "word",
      "value",
    ]);
    expect(fieldWords("planName")).toBe("plan name");
  });

  test("whatever is typed, nothing of it is lost in silence", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(conditionWords(text).length > 0).toBe(text.trim() !== "");
      }),
    );
  });
});
