// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { useEffect, type JSX } from "react";
import { expect, test } from "vitest";
import type { Fault } from "@/api/faults";
import { EXAMPLES } from "@/canvas/arbitrary";
import { ENTRY } from "@/canvas/commands";
import { NODE_KINDS, type Journey } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import { definitionOf } from "@/canvas/kinds";
import { choose } from "@/testing/choose";
import { show } from "@/testing/visit";
import { useEditor, type Editor } from "../useEditor";
import { SidePanel } from "./SidePanel";

/** A journey with a step of every kind, called by its kind. */
const EVERY: Journey = {
  kind: "journey",
  id: "every",
  name: "Every kind",
  entry: { on: ["signed_up"] },
  start: "message",
  nodes: Object.fromEntries(
    NODE_KINDS.flatMap((kind) => {
      const example = EXAMPLES.findLast((one) => one.kind === kind);
      return example ? [[kind, { ...example, name: `My ${kind}` }]] : [];
    }),
  ),
};

let editor: Editor;

function Selected({ id, faults }: { id: string; faults: readonly Fault[] }): JSX.Element {
  editor = useEditor(EVERY);
  const { select } = editor;
  useEffect(() => select([id]), [id, select]);
  return (
    <SidePanel
      editor={editor}
      faults={faults}
      live={null}
      onPaths={() => {}}
      onEdit={() => {}}
      onClose={() => {}}
    />
  );
}

const open = (id: string, faults: readonly Fault[] = []) =>
  show(<Selected id={id} faults={faults} />);
const panel = () => screen.getByRole("complementary", { name: "Settings of what is selected" });
const heading = () => within(panel()).getByRole("heading", { level: 2 }).textContent;

test.each(NODE_KINDS)("the panel of a %s says what it is, and takes a name", async (kind) => {
  const { user } = open(kind);
  expect(within(panel()).getAllByText(definitionOf(kind).name).length).toBeGreaterThan(0);
  expect(heading()).toBe(`My ${kind}`);
  const name = within(panel()).getByRole("textbox", { name: "Name" });
  await user.clear(name);
  await user.type(name, "Other");
  expect(heading()).toBe("Other");
  expect(editor.document.nodes[kind]?.name).toBe("Other");
});

test.each(NODE_KINDS.filter((kind) => kind !== "exit"))(
  "where a %s leads can be chosen without a mouse",
  async (kind) => {
    const node = EVERY.nodes[kind];
    const edge = node && edgesOf(node)[0];
    const { user } = open(kind);
    const box = within(panel()).getByRole("combobox", { name: edge?.label || "Then" });
    await choose(user, box, "My exit");
    const changed = editor.document.nodes[kind];
    expect(changed && edgesOf(changed)[0]?.target).toBe("exit");
  },
);

test("a step is removed, and the panel shows the journey", async () => {
  const { user } = open("wait");
  await user.click(within(panel()).getByRole("button", { name: "Remove this step" }));
  expect(editor.document.nodes.wait).toBeUndefined();
  expect(heading()).toBe("The journey");
});

test("an id is changed with Enter", async () => {
  const { user } = open("goal");
  await user.click(within(panel()).getByText("Note and id"));
  const id = within(panel()).getByRole("textbox", { name: "Id" });
  await user.clear(id);
  await user.type(id, "bought{Enter}");
  expect(Object.keys(editor.document.nodes)).toContain("bought");
  expect(Object.keys(editor.document.nodes)).not.toContain("goal");
});

test("a fault stands at its own step and not at another", () => {
  const fault: Fault = {
    code: "wait_empty",
    text: "It does not say how long.",
    at: "nodes.wait",
    node: "wait",
    severity: "error",
    suggestion: null,
  };
  open("wait", [fault]);
  expect(within(panel()).getByText(/does not say how long/)).toBeDefined();
  open("goal", [fault]);
  expect(within(panel()).queryByText(/does not say how long/)).toBeNull();
});

test("the entry takes an event and how often people may enter", async () => {
  const { user } = open(ENTRY);
  expect(heading()).toBe("Entry");
  await choose(user, within(panel()).getByRole("combobox", { name: /again/i }), "Once only");
  await waitFor(() => expect(editor.document.entry.reentry?.policy).toBe("once"));
});
