import fc from "fast-check";
import { expect, test } from "vitest";
import { anyAct, anyCommand, anyJourney, frozen } from "./arbitrary";
import { perform } from "./commands";
import { act, begin, rebase, redo, undo } from "./history";
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

test("undo takes back one's own act alone, also after somebody else went on", () => {
  const mine = act(begin(UPGRADE), { kind: "journey", patch: { name: "Mine" } });
  const theirs = perform(mine.present, { kind: "journey", patch: { priority: 7 } });
  const back = undo(rebase(mine, theirs));
  expect(back.present).toEqual({ ...UPGRADE, priority: 7 });
  expect(back.left).toEqual([]);
  expect(redo(back).present).toEqual({ ...UPGRADE, name: "Mine", priority: 7 });
});

test("what somebody changed since stays, and that is told", () => {
  const mine = act(begin(UPGRADE), { kind: "journey", patch: { name: "Mine" } });
  const theirs = perform(mine.present, { kind: "journey", patch: { name: "Theirs" } });
  const back = undo(rebase(mine, theirs));
  expect(back.present.name).toBe("Theirs");
  expect(back.left.map((one) => one.path)).toEqual([["name"]]);
});

test("somebody else's change is no step, and typing on after it is one of its own", () => {
  const typed = (name: string) => ({ kind: "journey" as const, patch: { name } });
  let history = act(begin(UPGRADE), typed("U"), "name");
  history = rebase(history, perform(history.present, { kind: "journey", patch: { priority: 7 } }));
  history = act(history, typed("Up"), "name");
  expect(history.past).toHaveLength(2);
  expect(undo(undo(history)).present).toEqual({ ...UPGRADE, priority: 7 });
});

test("any own acts undone, whatever others did between them, leave what the others did alone", () => {
  fc.assert(
    fc.property(
      anyJourney,
      fc.array(fc.tuple(fc.boolean(), anyAct), { maxLength: 8 }),
      (first, all) => {
        let history = begin(frozen(first));
        for (const [own, command] of all)
          history = own
            ? act(history, frozen(command))
            : rebase(history, perform(history.present, frozen(command)));
        const own = history.past.length;
        for (let count = 0; count < own; count += 1) history = undo(history);
        expect(history.past).toHaveLength(0);
        if (all.every(([mine]) => mine)) expect(history.present).toEqual(first);
        if (own === 0)
          expect(history.present).toEqual(all.reduce((now, [, one]) => perform(now, one), first));
      },
    ),
    { numRuns: 200 },
  );
});
