/** Structural checks while you draw, in words; the server checks again, and more, with the same codes. */
import { fault, kindFaults, warning, type Fault } from "./checkKinds";
import { ENTRY } from "./commands";
import { nodeName, type Journey } from "./document";
import { reachable, roadsOf } from "./roads";

export type { Fault };

function startFaults(document: Journey): Fault[] {
  const result: Fault[] = [];
  if (document.entry.on.length === 0) {
    result.push(
      fault(
        "entry_events_missing",
        "entry.on",
        ENTRY,
        "Nobody can enter yet.",
        "Choose the event that lets people in.",
      ),
    );
  }
  if (!document.start) {
    result.push(
      fault(
        "start_missing",
        "start",
        ENTRY,
        "The entry leads nowhere.",
        "Connect the entry to the first step.",
      ),
    );
  } else if (!(document.start in document.nodes)) {
    result.push(
      fault(
        "start_missing",
        "start",
        ENTRY,
        `The entry leads to "${document.start}", which is not there.`,
        "Connect it to a step.",
      ),
    );
  }
  return result;
}

/** Nodes of a circle that people could go round for ever without a wait. */
function fastLoops(document: Journey): Set<string> {
  const state = new Map<string, "open" | "done">();
  const found = new Set<string>();
  const visit = (id: string): void => {
    const node = document.nodes[id];
    if (!node || node.kind === "wait" || state.get(id) === "done") return;
    if (state.get(id) === "open") {
      found.add(id);
      return;
    }
    state.set(id, "open");
    for (const { target } of roadsOf(node)) if (target !== null) visit(target);
    state.set(id, "done");
  };
  for (const id of Object.keys(document.nodes)) visit(id);
  return found;
}

/** Everything structural that is wrong, in document order, the entry first. */
export function check(document: Journey): Fault[] {
  const reached = reachable(document);
  const loops = fastLoops(document);
  const result = startFaults(document);
  for (const [id, node] of Object.entries(document.nodes)) {
    const name = nodeName(id, node);
    for (const { handle, target } of roadsOf(node)) {
      if (target !== null && !(target in document.nodes)) {
        result.push(
          fault(
            "node_missing",
            `nodes.${id}.${handle}`,
            id,
            `"${name}" leads to "${target}", which is not there.`,
            "Connect it to another step.",
          ),
        );
      }
    }
    result.push(...kindFaults(id, node));
    if (!reached.has(id)) {
      result.push(
        warning(
          "node_unreachable",
          `nodes.${id}`,
          id,
          `No road leads to "${name}".`,
          "Connect a road to it, or remove it.",
        ),
      );
    }
    if (loops.has(id)) {
      result.push(
        fault(
          "loop_without_wait",
          `nodes.${id}`,
          id,
          `People would go round "${name}" for ever without a wait.`,
          "Put a wait into the circle.",
        ),
      );
    }
  }
  return result;
}

/** A fault as the server sends it: what is at its default may be left out. */
export type RawFault = Pick<Fault, "code" | "text"> & Partial<Fault>;

/** The same fault with everything filled in. */
export function wholeFault(raw: RawFault): Fault {
  return {
    code: raw.code,
    text: raw.text,
    at: raw.at ?? "",
    node: raw.node || null,
    severity: raw.severity ?? "error",
    suggestion: raw.suggestion ?? null,
  };
}

/** The server's faults and ours as one list: the server's words win where both found the same. */
export function mergeFaults(ours: readonly Fault[], theirs: readonly Fault[]): Fault[] {
  const key = (one: Fault) => `${one.code}|${one.node ?? ""}`;
  const known = new Set(theirs.map(key));
  return [...theirs, ...ours.filter((one) => !known.has(key(one)))].sort(
    (a, b) => Number(b.severity === "error") - Number(a.severity === "error"),
  );
}
