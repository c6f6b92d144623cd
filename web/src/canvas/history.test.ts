import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCommand, anyJourney, frozen } from "./arbitrary";
import { act, begin, redo, undo } from "./history";
import { UPGRADE } from "./sample";

test("any sequence of commands undone gives the first document, redone the last", () => {
  fc.assert(
    fc.property(anyJourney, fc.array(anyCommand, { maxLength: 25 }), (journey, commands) => {
      const first = structuredClone(journey);
      let history = begin(frozen(journey));
      for (const command of commands) history = act(history, frozen(command));
      const last = structuredClone(history.present);
      const steps = history.past.length;
      for (let count = 0; count < steps; count += 1) history = undo(history);
      expect(history.present).toEqual(first);
      expect(history.past).toHaveLength(0);
      for (let count = 0; count < steps; count += 1) history = redo(history);
      expect(history.present).toEqual(last);
    }),
    { numRuns: 300 },
  );
});

test("typing in one field is one step back", () => {
  let history = begin(UPGRADE);
  for (const name of ["U", "Up", "Upg"])
    history = act(history, { kind: "journey", patch: { name } }, "name");
  expect(history.past).toHaveLength(1);
  expect(undo(history).present.name).toBe("Upgrade at the limit");
});

test("a new act forgets what was undone", () => {
  const history = undo(act(begin(UPGRADE), { kind: "remove", ids: ["mark"] }));
  expect(act(history, { kind: "rename", id: "mark", name: "X" }).future).toHaveLength(0);
});
