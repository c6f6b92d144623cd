import { stringify } from "yaml";
import { describe, expect, test } from "vitest";
import { copyNodes, perform } from "./commands";
import type { Journey } from "./document";
import { renamedCondition } from "./references";

const JOURNEY: Journey = {
  kind: "journey",
  id: "j",
  entry: { on: ["go"], where: 'clicked("message")' },
  start: "message",
  exits: [{ when: 'replied("message") or plan == "message"' }],
  nodes: {
    message: { kind: "message", channel: "push", content: { body: "Hi" }, then: "ask" },
    ask: {
      kind: "webhook",
      url: "https://example.test",
      payload: '{"left": {{json answers.ask.left}}}',
      then: "split",
    },
    split: {
      kind: "split",
      branches: [
        {
          when: `not clicked("message") and answer('ask', "left") >= 3 and name == "ask"`,
          then: "mail",
        },
      ],
    },
    mail: {
      kind: "message",
      channel: "email",
      content: { subject: "{{answers.ask.left}} left of answers.ask.left", text: "x" },
    },
  },
};

describe("a rule about a step goes along with it", () => {
  test("a copy asks about its own message", () => {
    const fragment = copyNodes(JOURNEY, ["message", "ask", "split", "mail"]);
    const next = perform(JOURNEY, { kind: "paste", fragment });
    expect(next.nodes.split_2).toMatchObject({
      branches: [
        {
          when: `not clicked("message_2") and answer("ask_2", "left") >= 3 and name == "ask"`,
          then: "mail_2",
        },
      ],
    });
    expect(next.nodes.ask_2).toMatchObject({ payload: '{"left": {{json answers.ask_2.left}}}' });
    expect(next.nodes.mail_2).toMatchObject({
      content: { subject: "{{answers.ask_2.left}} left of answers.ask.left" },
    });
    expect(next.nodes.split).toEqual(JOURNEY.nodes.split);
  });

  test("a copy without the message asks about the old one", () => {
    const next = perform(JOURNEY, { kind: "paste", fragment: copyNodes(JOURNEY, ["split"]) });
    expect(next.nodes.split_2).toMatchObject({
      branches: [{ when: expect.stringContaining(`clicked("message")`) as string }],
    });
  });

  test("a copy shares nothing with its original, so no anchors stand in the text", () => {
    const fragment = copyNodes(JOURNEY, ["message", "mail"]);
    const once = perform(JOURNEY, { kind: "paste", fragment });
    expect(stringify(perform(once, { kind: "paste", fragment }))).not.toMatch(/[&*]a\d/);
  });

  test("a new id is taken over by every rule, exits and entry too", () => {
    const next = perform(JOURNEY, { kind: "rename_id", id: "message", to: "first_push" });
    expect(next.entry.where).toBe('clicked("first_push")');
    expect(next.exits).toEqual([{ when: 'replied("first_push") or plan == "message"' }]);
    expect(next.nodes.split).toMatchObject({
      branches: [
        { when: expect.stringContaining(`not clicked("first_push") and answer(`) as string },
      ],
    });
  });
});

test("what cannot be read stays as it is", () => {
  const names = new Map([["a", "b"]]);
  for (const text of ['clicked("a" and §', "clicked(a)", 'count("a") > 1', ""])
    expect(renamedCondition(text, names)).toBe(text);
});
