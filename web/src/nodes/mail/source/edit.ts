/** Changes of a mail's source by its blocks: each changes the text of what it is about, and no other byte. */
import { around, blockAt, type Block, type Place } from "./blocks";
import { sectionAround } from "./fresh";
import { encoded } from "./scan";

const spliced = (source: string, start: number, end: number, text: string): string =>
  source.slice(0, start) + text + source.slice(end);

/** The source in which this block reads otherwise. */
export const replaced = (source: string, block: Block, text: string): string =>
  spliced(source, block.start, block.end, text);

/** The source in which what stands inside this block reads otherwise; a block that was alone gets its end. */
export function withInner(source: string, block: Block, inner: string): string {
  const open = source.slice(block.start, block.openEnd);
  if (block.openEnd !== block.end || !open.endsWith("/>"))
    return spliced(source, block.openEnd, block.closeStart, inner);
  const name = /^<([\w:-]+)/.exec(open)?.[1] ?? "";
  return replaced(source, block, `${open.slice(0, -2).trimEnd()}>${inner}</${name}>`);
}

/** The source in which an attribute has this value; without one it is taken out. */
export function withAttribute(source: string, block: Block, name: string, value: string): string {
  const known = block.attributes.find((one) => one.name === name);
  if (known && !value) return spliced(source, known.start, known.end, "");
  const text = encoded(value);
  if (known) {
    const before = source.slice(known.start, known.valueStart);
    const isQuoted = before.endsWith('"') || before.endsWith("'");
    if (isQuoted && before.endsWith('"'))
      return spliced(source, known.valueStart, known.valueEnd, text);
    const blank = /^\s*/.exec(source.slice(known.start))?.[0] ?? " ";
    return spliced(source, known.start, known.end, `${blank}${name}="${text}"`);
  }
  if (!value) return source;
  const open = source.slice(block.start, block.openEnd);
  const at = block.start + (/\s*\/?>$/.exec(open)?.index ?? open.length);
  return spliced(source, at, at, ` ${name}="${text}"`);
}

/** The source without this block, and without the blank line that it would leave. */
export function removed(source: string, block: Block): string {
  const before = /\n?[ \t]*$/.exec(source.slice(0, block.start))?.[0] ?? "";
  const isAlone = /^[ \t]*(\n|$)/.test(source.slice(block.end));
  return spliced(source, block.start - (isAlone ? before.length : 0), block.end, "");
}

/** The blank between two blocks, as it stands before this one. */
const gapBefore = (source: string, block: Block): string => {
  const indent = /(?:^|\n)([ \t]*)$/.exec(source.slice(0, block.start));
  return indent ? `\n${indent[1] ?? ""}` : "\n";
};

export const duplicated = (source: string, block: Block): string =>
  spliced(
    source,
    block.end,
    block.end,
    gapBefore(source, block) + source.slice(block.start, block.end),
  );

/** The source in which a block stands `by` places further down among those beside it; as it is where there is none. */
export function moved(source: string, blocks: readonly Block[], path: string, by: number): string {
  const { siblings, index } = around(blocks, path);
  const to = Math.max(0, Math.min(siblings.length - 1, index + by));
  if (index < 0 || to === index) return source;
  const [from, upto] = [Math.min(index, to), Math.max(index, to)];
  const whole = siblings.slice(from, upto + 1);
  const texts = whole.map((one) => source.slice(one.start, one.end));
  const gaps = whole.slice(1).map((one, at) => source.slice(whole[at]?.end, one.start));
  const [first] = texts.splice(index - from, 1);
  texts.splice(to - from, 0, first ?? "");
  const text = texts.map((one, at) => one + (gaps[at] ?? "")).join("");
  return spliced(source, whole[0]?.start ?? 0, whole[whole.length - 1]?.end ?? 0, text);
}

/** Where a new block is put: behind another one, or as the last one in a block that holds blocks. */
export interface Spot {
  behind?: string;
  into?: string;
}

/** Where a new block goes that may stand in this place, when another one is selected; null: nowhere beside it. */
export function spotFor(blocks: readonly Block[], path: string | null, place: Place): Spot | null {
  const block = path ? blockAt(blocks, path) : undefined;
  if (!block) return lastSpot(blocks, place);
  if (block.inside === place || block.inside === "any") return { into: block.path };
  const column = place === "column" ? lastColumn(block) : undefined;
  if (column) return { into: column.path };
  const { parent } = around(blocks, block.path);
  if ((parent?.inside ?? "body") === place) return { behind: block.path };
  return parent ? spotFor(blocks, parent.path, place) : null;
}

const lastColumn = (block: Block): Block | undefined =>
  [...block.children].reverse().find((one) => one.inside === "column");

/** At the end of what the mail says: before the footer, which is a saved block. */
function lastSpot(blocks: readonly Block[], place: Place): Spot | null {
  const own = [...blocks].reverse().find((one) => one.kind !== "saved");
  if (place !== "column") return own ? { behind: own.path } : {};
  const column = own && lastColumn(own);
  return column ? { into: column.path } : null;
}

/** The source with a new block in the place that it needs: one for a column gets a section of its own where none is. */
export function put(
  source: string,
  blocks: readonly Block[],
  selected: string | null,
  fresh: { place: Place; text: string },
): string {
  const spot = spotFor(blocks, selected, fresh.place);
  if (spot) return inserted(source, blocks, fresh.text, spot);
  const around = spotFor(blocks, selected, "body") ?? {};
  return inserted(source, blocks, sectionAround(fresh.text), around);
}

/** The source with a new block, and the end of its text. */
export function inserted(
  source: string,
  blocks: readonly Block[],
  text: string,
  spot: Spot,
): string {
  const behind = spot.behind === undefined ? undefined : blockAt(blocks, spot.behind);
  if (behind) return spliced(source, behind.end, behind.end, gapBefore(source, behind) + text);
  const into = spot.into === undefined ? undefined : blockAt(blocks, spot.into);
  const list = into ? into.children : blocks;
  const last = list[list.length - 1];
  if (last) return spliced(source, last.end, last.end, gapBefore(source, last) + text);
  if (into)
    return withInner(
      source,
      into,
      `${source.slice(into.openEnd, into.closeStart).trimEnd()}\n${text}\n`,
    );
  const body = /<\/mj-body\s*>/i.exec(source);
  if (body) return spliced(source, body.index, body.index, `${text}\n`);
  return source.trim() ? `${source.trimEnd()}\n${text}\n` : `${text}\n`;
}
