// @vitest-environment jsdom
/** Every form of the panel: a fault leads to its box, a default is no value, and what is typed stays as it is typed. */
import { fireEvent, screen, within } from "@testing-library/react";
import { useEffect, useState, type JSX } from "react";
import { beforeAll, expect, test } from "vitest";
import { EXAMPLES } from "@/canvas/arbitrary";
import { ENTRY } from "@/canvas/commands";
import {
  emptyJourney,
  NODE_KINDS,
  type Entry,
  type Journey,
  type JourneyNode,
} from "@/canvas/document";
import { definitionOf } from "@/canvas/kinds";
import { show } from "@/testing/visit";
import { useEditor } from "../useEditor";
import { boxAt } from "./focusBox";
import { SidePanel } from "./SidePanel";

const NOTHING = "";
let drawn: Journey;

function Panel({ document, id }: { document: Journey; id: string }): JSX.Element | null {
  const editor = useEditor(document);
  const [ready, setReady] = useState(false);
  drawn = editor.document;
  const { select } = editor;
  useEffect(() => {
    select(id === NOTHING ? [] : [id]);
    setReady(true);
  }, [id, select]);
  return ready ? (
    <SidePanel
      editor={editor}
      faults={[]}
      live={null}
      onPaths={() => {}}
      onEdit={() => {}}
      onClose={() => {}}
    />
  ) : null;
}

const withNode = (node: JourneyNode): Journey => ({
  ...emptyJourney("j", "J"),
  entry: { on: ["began"] },
  start: "one",
  nodes: { one: node, out: { kind: "exit", name: "Out" } },
});
const body = () => {
  const found = document.querySelector<HTMLElement>("[data-panel-body]");
  if (!found) throw new Error("no panel");
  return found;
};
const open = (drawing: Journey, id: string) => {
  show(<Panel document={drawing} id={id} />);
  return body();
};

/** Where a value of the document stands, as the server's faults say it. */
function places(value: unknown, at: string): string[] {
  if (Array.isArray(value)) {
    const plain = value.every((one) => typeof one !== "object");
    return plain ? [at] : value.flatMap((one, index) => places(one, `${at}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([key, part]) => places(part, `${at}.${key}`));
}

/** Shown as a choice of buttons, as a switch, or in a view of its own. */
const ELSEWHERE =
  /^nodes\.one\.(kind|channel|name|note|mjml|template|transactional|calendar|weekdays|content\.(locales|lookups|language)|attachments|tracking|utm|sender|salt|holdout\.salt|locale|ways\[\d+\]\.then)\b/;

const FULL: Entry = {
  on: ["began"],
  triggers: [{ event: "order" }, { list: "vip" }],
  where: "plan == 1",
  lateness: "2d",
  reentry: { policy: "after", after: "3d", key: "event.id", times: 4, at_once: 2 },
  limits: { per_hour: 5, per_day: 6, total: 7, wait: "1d" },
};

test.each(EXAMPLES.map((node, at) => [`${node.kind} ${at}`, node] as const))(
  "each value of the example %s has its box",
  (_, node) => {
    const panel = open(withNode(node), "one");
    const lost = places(node, "nodes.one")
      .filter((at) => !ELSEWHERE.test(at))
      .filter((at) => !boxAt(at, panel));
    expect(lost).toEqual([]);
  },
);

test("each value of the entry and of the journey has its box", () => {
  const drawing: Journey = {
    ...withNode({ kind: "exit" }),
    entry: FULL,
    holdout: { percent: 5 },
    goal: { event: "bought", within: "3d", value: "amount", where: "x == 1" },
    exits: [{ on: "left", reason: "gone" }, { when: "x == 2" }],
    priority: 3,
    exclusive: "a",
    hold: "2h",
    programme: "p",
    quiet_hours: { from: "21:00", to: "08:00" },
    planned_units: 9,
    metrics: { m: { event: "x", within: "3d" } },
  };
  let panel = open(drawing, ENTRY);
  const entry = [...places(drawing.entry, "entry"), "holdout.percent", "entry.on"];
  expect(entry.filter((at) => !boxAt(at, panel))).toEqual([]);
  panel = open(drawing, NOTHING);
  const rest = (
    [
      "goal",
      "exits",
      "priority",
      "exclusive",
      "hold",
      "programme",
      "quiet_hours",
      "metrics",
    ] as const
  ).flatMap((key) => places(drawing[key], key));
  expect([...rest, "planned_units"].filter((at) => !boxAt(at, panel))).toEqual([]);
});

/** What stands in the boxes of a form, by what the boxes are called. */
const values = (panel: HTMLElement): [string, string][] =>
  [...panel.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")]
    .filter((box) => !["checkbox", "radio", "hidden"].includes(box.type) && box.value !== "")
    .filter((box) => !box.closest("[data-way]"))
    .map((box) => [
      box.labels?.[0]?.textContent ?? box.getAttribute("aria-label") ?? "",
      box.value,
    ]);

/** Which form is shown, where a step leads, and the unit beside a number: no values of a default. */
const NO_DEFAULT =
  /^(Wait|Then|otherwise|.*: unit|Id|nothing|time ran out|.*leads to|How the rules are joined)$/i;

test.each(NODE_KINDS)("a bare %s shows no value that its document does not hold", (kind) => {
  const node = { ...definitionOf(kind).create() };
  const held = JSON.stringify(node);
  const panel = open(withNode(node), "one");
  const invented = values(panel).filter(
    ([label, value]) => !NO_DEFAULT.test(label) && !held.includes(value),
  );
  const out = invented.filter(([, value]) => value !== "The journey ends" && value !== "Out");
  expect(out.filter(([, value]) => !held.includes(value.replace(/\D/g, "") || value))).toEqual([]);
});

test.each([ENTRY, NOTHING])("a bare journey shows no value that it does not hold (%s)", (id) => {
  const drawing = { ...emptyJourney("j", "J"), goal: { event: "bought" } };
  const panel = open(drawing, id);
  const kept = ["J", "bought"];
  expect(
    values(panel).filter(([label, value]) => !NO_DEFAULT.test(label) && !kept.includes(value)),
  ).toEqual([]);
});

const TYPED = "not has(plan) or a";
const isText = (box: Element): box is HTMLInputElement | HTMLTextAreaElement =>
  (box instanceof HTMLTextAreaElement || box instanceof HTMLInputElement) &&
  !["checkbox", "radio", "hidden", "time", "date"].includes(box.type) &&
  !box.readOnly &&
  !box.matches(
    '[inputmode="numeric"], [inputmode="decimal"], .mantine-Select-input, .mantine-TagsInput-inputField',
  );

/** Letter by letter, as a hand does; a box that rewrites what it holds loses some of them. */
function type(box: HTMLInputElement | HTMLTextAreaElement, text: string): string {
  box.focus();
  fireEvent.focus(box);
  fireEvent.change(box, { target: { value: "" } });
  // at a space, a dot or a half word a box is tempted to tidy up
  for (const end of text.matchAll(/(?<=\w)(?=\W)|(?<=\W)(?=\w)|$/g))
    fireEvent.change(box, { target: { value: text.slice(0, end.index) } });
  return box.value;
}

beforeAll(() => {
  Element.prototype.scrollIntoView ??= () => {};
});

const FORMS: [string, Journey, string][] = [
  ...NODE_KINDS.map((kind): [string, Journey, string] => [
    kind,
    withNode(EXAMPLES.findLast((one) => one.kind === kind) ?? definitionOf(kind).create()),
    "one",
  ]),
  ["entry", { ...withNode({ kind: "exit" }), entry: FULL }, ENTRY],
  [
    "journey",
    { ...withNode({ kind: "exit" }), goal: { event: "b" }, exits: [{ when: "x == 1" }] },
    NOTHING,
  ],
];

test.each(FORMS)(
  "what is typed letter by letter stays in each box of the form: %s",
  (_, drawing, id) => {
    for (const box of [...open(drawing, id).querySelectorAll("input, textarea")].filter(isText)) {
      // a form may change with what was typed into another box
      if (!box.isConnected) continue;
      const label = box.labels?.[0]?.textContent ?? box.getAttribute("aria-label");
      expect([label, type(box, TYPED)]).toEqual([label, TYPED]);
      fireEvent.blur(box);
    }
  },
);

test("a number is typed letter by letter and can be emptied", () => {
  const panel = open(withNode({ kind: "wait", for: "3d" }), "one");
  const box = within(panel).getByLabelText<HTMLInputElement>("How long");
  box.focus();
  fireEvent.change(box, { target: { value: "" } });
  expect(box.value).toBe("");
  fireEvent.change(box, { target: { value: "12" } });
  expect(drawn.nodes.one).toMatchObject({ for: "12d" });
  expect(screen.getByLabelText<HTMLInputElement>("How long").value).toBe("12");
});
