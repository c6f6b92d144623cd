import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditionSentence, conditionWords, fieldWords } from "./words";

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
      "account's seats used is at least 80 % of account's seats limit",
    ],
    [
      'plan != "pro" and (not has(seen) or days_since(seen) >= 14)',
      "plan is not pro and seen is at least 14 days ago or is not known",
    ],
    [
      "days_until(trial_ends) <= 3 and hours_since(asked) < 1",
      "trial ends is at most 3 days ahead and asked is less than 1 hour ago",
    ],
    ['born < date("2000-01-01")', "born is before 2000-01-01"],
    [
      "1 <= seats <= 5 or length(tags) >= 2",
      "seats is between 1 and 5 or tags has at least 2 items",
    ],
    ["vip and not gone", "vip is yes and gone is no"],
    [
      'not contains(email, "@x.y") or starts_with(phone, "+31")',
      "email does not contain @x.y or phone starts with +31",
    ],
    ['opened("a") or clicked("a")', "the message a was opened or clicked"],
    [
      'not consented("sms") or consented("email", "news")',
      "has not agreed to sms or has agreed to email: news",
    ],
    [
      'sum("order", "amount", within="90d", where=currency == "EUR") > 100',
      "the total amount of order in 90 days where currency is EUR is more than 100",
    ],
    [
      'count("export", since=start_of("month")) >= 5',
      'did export at least 5 times since start_of("month")',
    ],
    [
      'min_count("login", "1w", 4) > 3',
      "did login more than 3 times in each of the last 4 times 1 week",
    ],
    [
      'not_followed("cart", "paid", "cart_id", "4h")',
      "cart was not followed by paid of the same cart_id within 4 hours",
    ],
    ['not received("offers", within="7d")', "did not receive offers in 7 days"],
    ['score("churn") >= 0.7', "the score churn is at least 0.7"],
    [
      "a == 1 and (b == 2 or not (c == 3 or d == 4))",
      "a is 1 and either b is 2 or none of c is 3 or d is 4",
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
