import { describe, expect, test } from "vitest";
import { parseRules } from "./rules/tree";
import { segmentIdeas } from "./segmentIdeas";

const SEEN = {
  events: [
    { name: "login", count: 3 },
    { name: "project.shared", count: 9 },
  ],
  traits: {
    email: { type: "string", examples: ["ann@example.com"] },
    seats: { type: "number", examples: [3] },
    city: { type: "string", examples: ["Oslo"] },
    current_plan: { type: "string", examples: ["free", "pro"] },
  },
};

describe("segments to begin with", () => {
  test("are made of the most telling field and the most frequent event", () => {
    expect(segmentIdeas(SEEN).map((one) => [one.name, one.when])).toEqual([
      ["Current plan: free", 'current_plan == "free"'],
      ["Quiet for two weeks", 'days_since(last("project.shared")) >= 14'],
      ["Active this month", 'count("project.shared", within="30d") >= 3'],
    ]);
  });

  test("can be edited as rows, each of them", () => {
    expect(
      segmentIdeas(SEEN)
        .flatMap((one) => parseRules(one.when).items)
        .filter((item) => item.kind === "rule" && item.row.kind === "text"),
    ).toEqual([]);
  });

  test("name no field that belongs to one person", () => {
    expect(
      segmentIdeas({
        events: [],
        traits: { email: SEEN.traits.email, first_name: { type: "string", examples: ["Ann"] } },
      }),
    ).toEqual([]);
    expect(segmentIdeas(undefined)).toEqual([]);
  });
});
