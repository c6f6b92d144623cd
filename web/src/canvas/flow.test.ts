import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCommand, anyJourney } from "./arbitrary";
import { perform } from "./commands";
import { fromFlow, toFlow } from "./flow";
import { layout } from "./layout";
import { UPGRADE } from "./sample";

test("document to drawing to document is the identity, also after any commands", () => {
  fc.assert(
    fc.property(anyJourney, fc.array(anyCommand, { maxLength: 8 }), (journey, commands) => {
      const document = commands.reduce(perform, journey);
      expect(fromFlow(toFlow(document))).toEqual(document);
    }),
    { numRuns: 300 },
  );
});

test("the layout places every step and no two cards upon each other", async () => {
  const places = Object.values(layout(UPGRADE));
  expect(places).toHaveLength(Object.keys(UPGRADE.nodes).length + 1);
  for (const [at, one] of places.entries()) {
    for (const other of places.slice(at + 1)) {
      expect(Math.abs(one[0] - other[0]) >= 264 || Math.abs(one[1] - other[1]) >= 80).toBe(true);
    }
  }
});
