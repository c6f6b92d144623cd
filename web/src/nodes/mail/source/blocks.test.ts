/** Any source survives the list of blocks, and a change reaches what it is about and no other byte. */
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { attribute, blockAt, blocksOf, flat, innerOf, textOf, type Block } from "./blocks";
import { duplicated, moved, put, removed, replaced, withAttribute, withInner } from "./edit";
import { NEW_BLOCKS, savedOf, withParam } from "./fresh";
import { scan } from "./scan";

const STARTERS = path.join(import.meta.dirname, "../../../../../src/loopline/studio/content");
const starters = readdirSync(STARTERS)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => (parse(readFileSync(path.join(STARTERS, name), "utf8")) as { mjml: string }).mjml);

const words = fc.constantFrom(
  "Hello",
  "{{name}}",
  'a {{fallback x "b>c"}}',
  "1 < 2",
  "&nbsp;",
  "{{#if a}}b{{/if}}",
  "\n  ",
  "<b>x</b>",
);
const leaf = fc.oneof(
  fc
    .tuple(fc.constantFrom("mj-text", "mj-button"), words)
    .map(([name, inner]) => `<${name} padding="0">${inner}</${name}>`),
  fc.constantFrom(
    '<mj-image src="{{fallback src "https://a.test/x>y.png"}}" alt="a" />',
    "<mj-divider/>",
    "<mj-spacer height='20px' />",
    "<mj-text><h1>Hi</h1></mj-text>",
    "{{> button label=\"Go\" url='x'}}",
    "<mj-table><tr><td>1</td></tr></mj-table>",
    "<mj-raw><!-- x --></mj-raw>",
    "<!-- a > b -->",
    "{{#each a}}<mj-text>{{b}}</mj-text>{{/each}}",
    "{{#if a}}<mj-text>b</mj-text>{{else}}<mj-text>c</mj-text>{{/if}}",
  ),
);
const gap = fc.constantFrom("", "\n", "\n    ", "  ");
const column = fc
  .tuple(fc.array(fc.tuple(gap, leaf), { maxLength: 4 }), gap)
  .map(([leaves, end]) => `<mj-column width="50%">${leaves.flat().join("")}${end}</mj-column>`);
const section = fc
  .tuple(fc.array(fc.tuple(gap, column), { maxLength: 3 }), gap)
  .map(
    ([columns, end]) =>
      `<mj-section css-class="ll-card">${columns.flat().join("")}${end}</mj-section>`,
  );
const item = fc.oneof(
  section,
  fc.constantFrom("{{> header}}", "<mj-hero><mj-text>x</mj-text></mj-hero>", "junk", "{{{raw}}}"),
);
const body = fc.array(fc.tuple(gap, item), { maxLength: 4 }).map((all) => all.flat().join(""));
const mail = fc.oneof(
  body,
  body.map(
    (inner) =>
      `<mjml><mj-head><mj-style>a > b { }</mj-style></mj-head><mj-body>${inner}</mj-body></mjml>`,
  ),
  fc.constantFrom(...starters),
  fc.string({
    unit: fc.constantFrom(
      "<",
      ">",
      "/",
      "{{",
      "}}",
      "mj-text",
      "mj-section",
      "#each",
      '"',
      " ",
      "a",
      "<!--",
    ),
  }),
);

/** Blocks beside each other follow each other, and lie inside of what holds them. */
function wellPlaced(blocks: readonly Block[], from: number, to: number): void {
  let at = from;
  for (const one of blocks) {
    expect(one.start).toBeGreaterThanOrEqual(at);
    expect(one.end).toBeGreaterThan(one.start);
    wellPlaced(one.children, one.openEnd, one.closeStart);
    at = one.end;
  }
  expect(at).toBeLessThanOrEqual(to);
}

test("every source is its pieces, and its blocks lie in it in their order", () => {
  fc.assert(
    fc.property(mail, (source) => {
      expect(
        scan(source)
          .map((one) => source.slice(one.start, one.end))
          .join(""),
      ).toBe(source);
      wellPlaced(blocksOf(source), 0, source.length);
    }),
    { numRuns: 400 },
  );
});

test("nothing between the blocks of a mail without its root is lost: what is no block is code", () => {
  fc.assert(
    fc.property(body, (source) => {
      const blocks = blocksOf(source);
      const between = blocks.map((one, at) => source.slice(blocks[at - 1]?.end ?? 0, one.start));
      const last = source.slice(blocks[blocks.length - 1]?.end ?? 0);
      expect([...between, last].join("").trim()).toBe("");
    }),
  );
});

test("a change of a block leaves every byte outside of it, and the block as it was asked for", () => {
  fc.assert(
    fc.property(mail, fc.nat(), fc.string(), (source, pick, value) => {
      const all = flat(blocksOf(source));
      const block = all[pick % Math.max(1, all.length)];
      if (!block) return;
      const outside = (next: string) => {
        expect(next.startsWith(source.slice(0, block.start))).toBe(true);
        expect(next.endsWith(source.slice(block.end))).toBe(true);
      };
      outside(replaced(source, block, "<mj-text>x</mj-text>"));
      if (block.kind === "code" || block.kind === "saved" || block.kind === "repeat") return;
      const clean = value.replace(/[{}]/g, "");
      const next = withAttribute(source, block, "padding", clean);
      outside(next);
      const read = blockAt(blocksOf(next), block.path);
      expect(read?.kind).toBe(block.kind);
      expect(read && attribute(read, "padding")).toBe(clean);
      if (!block.attributes.some((one) => one.name === "title")) {
        const set = withAttribute(source, block, "title", "x");
        const again = blockAt(blocksOf(set), block.path);
        expect(again && withAttribute(set, again, "title", "")).toBe(source);
      }
    }),
    { numRuns: 400 },
  );
});

test("a block moved down and up again stands where it stood, and every other one is kept", () => {
  fc.assert(
    fc.property(mail, fc.nat(), fc.integer({ min: -3, max: 3 }), (source, pick, by) => {
      const all = flat(blocksOf(source));
      const block = all[pick % Math.max(1, all.length)];
      if (!block || block.kind === "code") return;
      const next = moved(source, blocksOf(source), block.path, by);
      expect([...next].sort().join("")).toBe([...source].sort().join(""));
      expect(next.includes(textOf(source, block))).toBe(true);
    }),
  );
});

test("a copy is taken out again, and nothing is left of it", () => {
  for (const source of starters)
    for (const block of flat(blocksOf(source)).filter((one) => one.kind !== "code")) {
      const twice = duplicated(source, block);
      const copy = flat(blocksOf(twice)).find(
        (one) => one.start > block.start && textOf(twice, one) === textOf(source, block),
      );
      expect(copy && removed(twice, copy).replace(/\s+/g, "")).toBe(source.replace(/\s+/g, ""));
    }
});

test("the shipped templates are blocks all through but for what has no form", () => {
  for (const source of starters) {
    const kinds = flat(blocksOf(source)).map((one) => one.kind);
    expect(kinds.filter((one) => one === "code").length).toBeLessThanOrEqual(2);
    expect(kinds).toContain("heading");
  }
});

test("every new block goes where it may stand, and is read as what it is", () => {
  for (const source of ["", ...starters])
    for (const one of NEW_BLOCKS) {
      const blocks = blocksOf(source);
      for (const selected of [null, ...flat(blocks).map((block) => block.path)]) {
        const next = put(source, blocks, selected, one);
        expect(next.length).toBeGreaterThanOrEqual(source.length + one.text.length);
        const before = flat(blocks).filter((block) => block.kind === one.kind).length;
        const after = flat(blocksOf(next)).filter((block) => block.kind === one.kind).length;
        expect(after).toBeGreaterThanOrEqual(
          one.kind === "code" ? Math.min(before, 1) : before + 1,
        );
      }
    }
});

test("an element that was alone gets an inside, and a saved block its parameter", () => {
  const source = "<mj-column>\n<mj-text />\n</mj-column>";
  const [block] = flat(blocksOf(source, "any")).filter((one) => one.kind === "text");
  expect(block && withInner(source, block, "Hi")).toBe(
    "<mj-column>\n<mj-text>Hi</mj-text>\n</mj-column>",
  );
  expect(block && innerOf(source, block)).toBe("");
  expect(withParam('{{> button label="Go" url="x"}}', "label", 'Say "hi"')).toBe(
    '{{> button label="Say \'hi\'" url="x"}}',
  );
  expect(withParam("{{> note}}", "words", "Hi")).toBe('{{> note words="Hi"}}');
  expect(savedOf('{{> step number="1" title=name}}')).toEqual({
    id: "step",
    params: { number: "1", title: "name" },
  });
});
