import { describe, expect, it } from "vitest";
import type { Journey } from "./document";
import { fieldsInCondition, fieldsInWords, invented } from "./trial";

describe("whom to try a journey on", () => {
  it("finds the fields of words, not the helpers", () => {
    expect(
      fieldsInWords(
        'Hello {{fallback first_name "you"}}, {{plan}} {{{html}}} {{#if (gt seats_used 5)}}{{else}}{{/if}} {{event.x}}',
      ),
    ).toEqual(["first_name", "plan", "html", "seats_used"]);
  });

  it("finds the fields of conditions, not their functions, words and texts", () => {
    expect(
      fieldsInCondition(
        'plan != "pro" and count("bought", within="30d") >= 2 and address.city == \'x\' or account.seats > 1',
      ),
    ).toEqual(["plan", "address.city"]);
  });

  it("gives an address for each channel that is used", () => {
    const document: Journey = {
      kind: "journey",
      id: "j",
      entry: { on: ["e"], where: 'plan == "free"' },
      start: "a",
      nodes: {
        a: { kind: "message", channel: "email", content: { subject: "{{email}} {{name}}" } },
      },
    };
    expect(invented(document)).toEqual([
      ["email", "ann@example.com"],
      ["plan", ""],
      ["name", ""],
    ]);
  });
});
