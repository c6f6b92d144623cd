import fc from "fast-check";
import { expect, test } from "vitest";
import { anyAct, anyJourney, frozen } from "./arbitrary";
import { perform, type Command } from "./commands";
import { same } from "./diff";
import type { Journey } from "./document";
import { bare, edgesOf } from "./edges";
import { merge, withMine } from "./merge";
import { UPGRADE } from "./sample";

const commands = fc.array(anyAct, { maxLength: 6 });
const drawn = (document: Journey, all: readonly Command[]) => all.reduce(perform, document);

/** Roads of a document that lead to a step which is not there. */
const dangling = (document: Journey) =>
  Object.values(document.nodes).flatMap((node) =>
    edgesOf(node).flatMap(({ target }) =>
      target !== null && !(target in document.nodes) ? [target] : [],
    ),
  );

test("what one author changed alone is what stands", () => {
  fc.assert(
    fc.property(anyJourney, commands, (base, all) => {
      frozen(base);
      const side = frozen(drawn(base, all));
      expect(merge(base, side, base)).toEqual({ document: side, contested: [] });
      expect(merge(base, base, side)).toEqual({ document: side, contested: [] });
      expect(merge(base, side, side).document).toEqual(side);
    }),
    { numRuns: 300 },
  );
});

test("no step is lost that nobody removed, and no road leads to one that is gone", () => {
  fc.assert(
    fc.property(anyJourney, commands, commands, (base, first, second) => {
      // a step with another id is the same step: what became of it is asked below
      fc.pre([...first, ...second].every((one) => one.kind !== "rename_id"));
      frozen(base);
      const mine = frozen(drawn(base, first));
      const theirs = frozen(drawn(base, second));
      const { document, contested } = merge(base, mine, theirs);
      const contents = Object.values(document.nodes).map((node) => ({ ...bare(node), name: "" }));
      const kept = (side: Journey, other: Journey) =>
        Object.entries(side.nodes).filter(
          ([id, node]) =>
            (!(id in base.nodes) && !same(other.nodes[id], node)) ||
            (id in base.nodes && id in other.nodes && same(other.nodes[id], base.nodes[id])),
        );
      const told = new Set(contested.map((one) => one.node));
      for (const [side, other] of [
        [mine, theirs],
        [theirs, mine],
      ] as const)
        for (const [id, node] of kept(side, other)) {
          if (told.has(id) || references(node)) continue;
          expect(
            contents.some((one) => same(one, { ...bare(node), name: "" })),
            `${id} of one side`,
          ).toBe(true);
        }
      const before = new Set([...dangling(base), ...dangling(mine), ...dangling(theirs)]);
      expect(dangling(document).filter((id) => !before.has(id))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** A step that asks of others: an id that changed is another letter in it. */
const references = (node: unknown): boolean =>
  /delivered|opened|clicked|replied|answer/.test(JSON.stringify(node));

const other = (document: Journey, command: Command) => perform(document, command);
const content = (document: Journey, id: string) =>
  (document.nodes[id] as unknown as { content: Record<string, string> }).content;

function firstMessage(): string {
  const found = Object.entries(UPGRADE.nodes).find(
    ([, node]) => node.kind === "message" && "content" in node,
  );
  return found?.[0] ?? "";
}

test("two fields of one step are both kept, one field is told with both values", () => {
  const id = firstMessage();
  const node = UPGRADE.nodes[id];
  if (node?.kind !== "message") throw new Error("the sample has a message");
  const titled = (title: string): Command => ({
    kind: "replace",
    id,
    node: { ...node, content: { ...node.content, title } } as typeof node,
  });
  const mine = other(UPGRADE, titled("Mine"));
  const renamedByThem = other(UPGRADE, { kind: "rename", id, name: "Push at once" });
  const both = merge(UPGRADE, mine, renamedByThem);
  expect(both.contested).toEqual([]);
  expect(both.document.nodes[id]?.name).toBe("Push at once");
  expect(content(both.document, id)["title"]).toBe("Mine");

  const told = merge(UPGRADE, mine, other(UPGRADE, titled("Theirs")));
  expect(told.contested).toEqual([
    { node: id, path: ["content", "title"], mine: "Mine", theirs: "Theirs" },
  ]);
  expect(content(told.document, id)["title"]).toBe("Theirs");
  const [one] = told.contested;
  if (one) expect(content(withMine(told.document, one), id)["title"]).toBe("Mine");
});

test("a step that one removed and the other changed comes back, and is told", () => {
  const id = firstMessage();
  const removed = other(UPGRADE, { kind: "remove", ids: [id] });
  const changed = other(UPGRADE, { kind: "rename", id, name: "Mara's" });
  const { document, contested } = merge(UPGRADE, removed, changed);
  expect(document.nodes[id]?.name).toBe("Mara's");
  expect(contested.map(({ node, path }) => [node, path])).toEqual([[id, []]]);
  const [one] = contested;
  if (one) expect(withMine(document, one).nodes[id]).toBeUndefined();
});

test("a step put on a road whose end was removed leads on where people would have gone", () => {
  const base: Journey = {
    kind: "journey",
    id: "j",
    name: "J",
    entry: { on: ["a"] },
    start: "first",
    nodes: {
      first: { kind: "wait", for: "1d", then: "middle" },
      middle: { kind: "wait", for: "2d", then: "last" },
      last: { kind: "exit" },
    } as Journey["nodes"],
  };
  const mine = other(base, {
    kind: "add",
    id: "fresh",
    node: { kind: "wait", for: "3d" } as Journey["nodes"][string],
    after: { node: "first", handle: edgesOf(base.nodes["first"]!)[0]!.handle },
  });
  const theirs = other(base, { kind: "remove", ids: ["middle"] });
  const { document, contested } = merge(base, mine, theirs);
  expect(contested).toEqual([]);
  expect(document.nodes).toEqual({
    first: { kind: "wait", for: "1d", then: "fresh" },
    fresh: { kind: "wait", for: "3d", then: "last" },
    last: { kind: "exit" },
  });
});

test("two steps that both authors named alike are two steps", () => {
  const add = (days: string): Command => ({
    kind: "add",
    id: "wait",
    node: { kind: "wait", for: days } as Journey["nodes"][string],
  });
  const { document } = merge(UPGRADE, other(UPGRADE, add("1d")), other(UPGRADE, add("2d")));
  const waits = Object.entries(document.nodes).filter(([id]) => !(id in UPGRADE.nodes));
  expect(waits.map(([, node]) => (node as unknown as { for: string }).for).sort()).toEqual([
    "1d",
    "2d",
  ]);
});

test("a step that one gave another id is one step, with what the other changed in it", () => {
  const id = firstMessage();
  const mine = other(UPGRADE, { kind: "rename_id", id, to: "first_push" });
  const theirs = other(UPGRADE, { kind: "rename", id, name: "Push at once" });
  for (const { document, contested } of [
    merge(UPGRADE, mine, theirs),
    merge(UPGRADE, theirs, mine),
  ]) {
    expect(contested).toEqual([]);
    expect(document.nodes[id]).toBeUndefined();
    expect(document.nodes["first_push"]?.name).toBe("Push at once");
    expect(Object.keys(document.nodes)).toHaveLength(Object.keys(UPGRADE.nodes).length);
  }
  const gone = other(UPGRADE, { kind: "remove", ids: [id] });
  expect(merge(UPGRADE, gone, mine).document.nodes["first_push"]).toBeUndefined();
});

/** Two windows as they save: over the revision that each saw, and merged where that was not the last one. */
class Windows {
  server: Journey;
  revision = 0;
  readonly drawn: { base: Journey; now: Journey; revision: number }[];

  constructor(first: Journey) {
    this.server = first;
    this.drawn = [0, 1].map(() => ({ base: first, now: first, revision: 0 }));
  }

  act(at: number, command: Command): void {
    const one = this.drawn[at]!;
    one.now = perform(one.now, command);
  }

  save(at: number): void {
    const one = this.drawn[at]!;
    if (one.revision !== this.revision) one.now = merge(one.base, one.now, this.server).document;
    if (!same(one.now, this.server)) {
      this.server = one.now;
      this.revision += 1;
    }
    one.base = this.server;
    one.now = this.server;
    one.revision = this.revision;
  }
}

test("two windows that save in any order end with one document", () => {
  const turn = fc.tuple(fc.nat(1), fc.option(anyAct));
  fc.assert(
    fc.property(anyJourney, fc.array(turn, { maxLength: 30 }), (first, turns) => {
      const windows = new Windows(frozen(first));
      for (const [at, command] of turns)
        if (command) windows.act(at, frozen(command));
        else windows.save(at);
      for (const at of [0, 1, 0]) windows.save(at);
      expect(same(windows.drawn[0]!.now, windows.drawn[1]!.now)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
