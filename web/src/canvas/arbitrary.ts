/** Generated documents and commands, for property tests. */
import fc from "fast-check";
import type { Command } from "./commands";
import type { Comment, Journey, JourneyNode, Position, Target } from "./document";

const IDS = ["a", "b", "c", "d", "e", "f"];
const id = fc.constantFrom(...IDS);
const target: fc.Arbitrary<Target> = fc.option(id, { nil: undefined });
const name = fc.constantFrom("First", "Second", "");

/** An object without its undefined members: what JSON can hold. */
const plain = <T extends object>(thing: T): T =>
  Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined)) as T;

export const anyNode: fc.Arbitrary<JourneyNode> = fc
  .oneof<fc.Arbitrary<JourneyNode>[]>(
    fc.record({
      kind: fc.constant("message"),
      name,
      channel: fc.constant("email"),
      content: fc.constant({ subject: "s" }),
      then: target,
    }),
    fc.record({
      kind: fc.constant("message"),
      channel: fc.constant("sms"),
      content: fc.constant({ text: "t" }),
      if_failed: fc.record({ then: fc.oneof(id, fc.constant("go_on")) }),
      then: target,
    }),
    fc.record({ kind: fc.constant("wait"), for: fc.constant("2d"), then: target }),
    fc.record({
      kind: fc.constant("wait"),
      until: fc.constant({ event: "x" }),
      timeout: fc.constant("1d"),
      then: target,
      on_timeout: target,
    }),
    fc.record({
      kind: fc.constant("wait"),
      until_date: fc.record({
        field: fc.constant("due"),
        if_past: fc.oneof(id, fc.constant("exit")),
      }),
      then: target,
    }),
    fc.record({
      kind: fc.constant("split"),
      branches: fc.array(fc.record({ when: fc.constant("x > 1"), then: target }).map(plain), {
        maxLength: 3,
      }),
      otherwise: target,
    }),
    fc.record({
      kind: fc.constant("experiment"),
      arms: fc.array(fc.record({ name, weight: fc.nat(3), then: target }).map(plain), {
        maxLength: 3,
      }),
    }),
    fc.record({ kind: fc.constant("update"), set: fc.constant({ seen: true }), then: target }),
    fc.record({ kind: fc.constant("goal"), then: target }),
    fc.record({ kind: fc.constant("exit"), reason: name }),
  )
  .map(plain);

const position: fc.Arbitrary<Position> = fc.tuple(
  fc.integer({ min: -500, max: 500 }),
  fc.integer({ min: -500, max: 500 }),
);

export const anyJourney: fc.Arbitrary<Journey> = fc
  .record({
    kind: fc.constant("journey" as const),
    id: fc.constant("j"),
    name,
    entry: fc.record({ on: fc.array(fc.constantFrom("signup", "order"), { maxLength: 2 }) }),
    start: fc.oneof(id, fc.constant("")),
    nodes: fc.dictionary(id, anyNode, { maxKeys: 6 }),
    canvas: fc.option(
      fc.record(
        {
          positions: fc.dictionary(fc.oneof(id, fc.constant("@entry")), position),
          comments: fc.constant<Comment[]>([]),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
  })
  .map(plain);

const handle = fc.constantFrom(
  "then",
  "on_timeout",
  "otherwise",
  "branch:0",
  "branch:1",
  "arm:0",
  "failed",
  "if_past",
  "start",
);
const from = fc.record({ node: fc.oneof(id, fc.constant("@entry")), handle });

export const anyCommand: fc.Arbitrary<Command> = fc.oneof<fc.Arbitrary<Command>[]>(
  fc.record({
    kind: fc.constant("add"),
    id,
    node: anyNode,
    at: position,
    after: fc.option(from, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant("remove"), ids: fc.array(id, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant("connect"), from, to: id }),
  fc.record({ kind: fc.constant("disconnect"), from }),
  fc.record({ kind: fc.constant("rename"), id, name }),
  fc.record({ kind: fc.constant("rename_id"), id, to: fc.constantFrom("a", "new id", "g") }),
  fc.record({ kind: fc.constant("replace"), id, node: anyNode }),
  fc.record({ kind: fc.constant("journey"), patch: fc.record({ name, priority: fc.nat(99) }) }),
  fc.record({ kind: fc.constant("move"), positions: fc.dictionary(id, position) }),
  fc.record({ kind: fc.constant("tidy") }),
  fc.record({
    kind: fc.constant("paste"),
    fragment: fc.record({
      nodes: fc.dictionary(id, anyNode, { maxKeys: 3 }),
      positions: fc.dictionary(id, position),
    }),
  }),
  fc.record({ kind: fc.constant("add_branch"), id }),
  fc.record({ kind: fc.constant("remove_branch"), id, at: fc.nat(2) }),
  fc.record({ kind: fc.constant("move_branch"), id, from: fc.nat(2), to: fc.nat(2) }),
  fc.record({
    kind: fc.constant("comment"),
    comment: fc.record({ id, text: name, x: fc.nat(9), y: fc.nat(9) }),
  }),
  fc.record({ kind: fc.constant("remove_comment"), id }),
  fc.record({ kind: fc.constant("load"), document: anyJourney }),
);

/** Freezes everything inside, so that a command that writes into its argument fails the test. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
