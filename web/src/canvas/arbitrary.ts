/** Generated documents and commands, for property tests. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import type { Command } from "./commands";
import type { Comment, Journey, JourneyNode, Position, Target, Trigger } from "./document";
import { edgesOf, retarget } from "./edges";

const IDS = ["a", "b", "c", "d", "e", "f"];
const id = fc.constantFrom(...IDS);
const target: fc.Arbitrary<Target> = fc.option(id, { nil: undefined });
const name = fc.constantFrom("First", "Second", "");

/** An object without its undefined members: what JSON can hold. */
const plain = <T extends object>(thing: T): T =>
  Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined)) as T;

const EXAMPLES_OF_THE_SERVER = path.resolve(
  import.meta.dirname,
  "../../../src/loopline/decisions/nodes",
);

/** The examples in the folder of each kind on the server: what its documents, its simulator and we draw from. */
export const EXAMPLES: readonly JourneyNode[] = readdirSync(EXAMPLES_OF_THE_SERVER)
  .map((folder) => path.join(EXAMPLES_OF_THE_SERVER, folder, "examples.yaml"))
  .filter((file) => existsSync(file))
  .flatMap((file) => parse(readFileSync(file, "utf-8")) as JourneyNode[]);

/** An example of any kind, with each of its edges led anywhere. */
export const anyNode: fc.Arbitrary<JourneyNode> = fc
  .tuple(fc.constantFrom(...EXAMPLES), fc.infiniteStream(target))
  .map(([example, targets]) =>
    edgesOf(example).reduce(
      (node, { handle }) => retarget(node, handle, targets.next().value ?? null),
      example,
    ),
  );

const position: fc.Arbitrary<Position> = fc.tuple(
  fc.integer({ min: -500, max: 500 }),
  fc.integer({ min: -500, max: 500 }),
);

const TRIGGERS: readonly Trigger[] = [
  { event: "order", where: "event.amount > 100" },
  { change: "plan", from: "free", to: "pro" },
  { when: "seats > 2", existing: "skip" },
  { list: "vip", leaves: true },
];

export const anyJourney: fc.Arbitrary<Journey> = fc
  .record({
    kind: fc.constant("journey" as const),
    id: fc.constant("j"),
    name,
    entry: fc.record(
      {
        on: fc.array(fc.constantFrom("signup", "order"), { maxLength: 2 }),
        triggers: fc.array(fc.constantFrom(...TRIGGERS), { maxLength: 3 }),
      },
      { requiredKeys: ["on"] },
    ),
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

const handles = EXAMPLES.flatMap((node) => edgesOf(node).map((one) => one.handle));
const handle = fc.constantFrom("start", ...new Set(handles));
const from = fc.record({ node: fc.oneof(id, fc.constant("@entry")), handle });

const ACTS: readonly fc.Arbitrary<Command>[] = [
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
];

/** An act of an author who draws. */
export const anyAct: fc.Arbitrary<Command> = fc.oneof(...ACTS);

export const anyCommand: fc.Arbitrary<Command> = fc.oneof<fc.Arbitrary<Command>[]>(
  ...ACTS,
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
