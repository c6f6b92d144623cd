import { expect, test } from "vitest";
import { perform } from "./commands";
import type { Journey } from "./document";
import { edgesOf } from "./edges";
import { merge } from "./merge";

test("two like steps that both authors put on roads of their own are two steps", () => {
  const base: Journey = {
    kind: "journey",
    id: "j",
    name: "J",
    entry: { on: ["a"] },
    start: "first",
    nodes: {
      first: { kind: "wait", for: "1d", then: "second" },
      second: { kind: "wait", for: "2d", then: "third" },
      third: { kind: "wait", for: "3d", then: "last" },
      last: { kind: "exit" },
    } as Journey["nodes"],
  };
  const on = (node: string): Journey =>
    perform(base, {
      kind: "add",
      id: "wait",
      node: { kind: "wait", for: "5d" } as Journey["nodes"][string],
      after: { node, handle: edgesOf(base.nodes[node]!)[0]!.handle },
    });
  for (const [mine, theirs] of [
    [on("first"), on("second")],
    [on("second"), on("first")],
  ] as const) {
    const { document, contested } = merge(base, mine, theirs);
    expect(contested).toEqual([]);
    const way: string[] = [];
    for (let id: string | undefined | null = "first"; id && way.length < 9;) {
      way.push((document.nodes[id] as unknown as { for?: string }).for ?? "exit");
      id = edgesOf(document.nodes[id]!)[0]?.target;
    }
    expect(way).toEqual(["1d", "5d", "2d", "5d", "3d", "exit"]);
  }
});
