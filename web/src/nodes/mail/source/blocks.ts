/** A mail as a list of blocks: a view over its MJML. What the list has no form for stands in it as a block of code. */
import { attributesOf, scan, type Attribute, type Piece } from "./scan";

export type BlockKind =
  | "wrapper"
  | "section"
  | "column"
  | "heading"
  | "text"
  | "image"
  | "button"
  | "divider"
  | "spacer"
  | "repeat"
  | "saved"
  | "code";

/** Where a block stands decides which ones may stand there; a saved block may begin anywhere. */
export type Place = "body" | "section" | "column" | "any";

export interface Block {
  /** Its place in the tree, such as "0.1.2". */
  path: string;
  kind: BlockKind;
  start: number;
  end: number;
  /** Of its opening tag, and of what stands inside of it; of a block without an inside both ends are its end. */
  openEnd: number;
  closeStart: number;
  attributes: Attribute[];
  children: Block[];
  /** What its children are. */
  inside: Place | null;
}

const CONTAINERS: Readonly<Record<string, { kind: BlockKind; at: Place; inside: Place }>> = {
  "mj-wrapper": { kind: "wrapper", at: "body", inside: "body" },
  "mj-section": { kind: "section", at: "body", inside: "section" },
  "mj-column": { kind: "column", at: "section", inside: "column" },
};
const LEAVES: Readonly<Record<string, BlockKind>> = {
  "mj-text": "text",
  "mj-image": "image",
  "mj-button": "button",
  "mj-divider": "divider",
  "mj-spacer": "spacer",
};
const REPEATING = ["#each", "#if", "#unless"];
const HEADING = /^\s*<(h[1-6])(\s[^>]*)?>(?:(?!<h[1-6])[\s\S])*<\/\1\s*>\s*$/i;

/** The place behind the piece that ends what the piece at `from` begins; null where nothing ends it before `to`. */
function closing(pieces: readonly Piece[], from: number, to: number): number | null {
  const first = pieces[from];
  if (!first) return null;
  const isTag = first.kind === "tag";
  const end = isTag ? `/${first.name.slice(1)}` : first.name;
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    const piece = pieces[at];
    if (!piece || (piece.kind === "tag") !== isTag) continue;
    const begins = isTag ? piece.name === first.name : piece.kind === "open";
    const ends = isTag ? piece.name === end : piece.kind === "close";
    if (begins && piece.name === first.name) depth += 1;
    else if (ends && piece.name === end) depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}

class Reader {
  constructor(
    private readonly source: string,
    private readonly pieces: readonly Piece[],
  ) {}

  list(from: number, to: number, place: Place, above: string): Block[] {
    const found: Block[] = [];
    let at = from;
    while (at < to) {
      const piece = this.pieces[at];
      if (!piece) break;
      if (piece.kind === "text" && !this.source.slice(piece.start, piece.end).trim()) {
        at += 1;
        continue;
      }
      const path = above ? `${above}.${found.length}` : String(found.length);
      const [block, next] = this.block(at, to, place, path);
      const last = found[found.length - 1];
      if (block.kind === "code" && last?.kind === "code") {
        last.end = last.openEnd = last.closeStart = block.end;
      } else found.push(block);
      at = next;
    }
    return found;
  }

  /** The block that begins with the piece at `at`, and where the next one begins. */
  private block(at: number, to: number, place: Place, path: string): [Block, number] {
    const piece = this.pieces[at] as Piece;
    if (piece.kind === "tag" && piece.name.startsWith(">"))
      return [this.made("saved", piece, piece, null, path), at + 1];
    if (piece.kind === "tag" && REPEATING.includes(piece.name)) {
      const close = closing(this.pieces, at, to);
      const whole = close === null ? null : this.repeat(at, close, place, path);
      if (whole) return [whole, (close ?? at) + 1];
      return this.code(at, close ?? to - 1, path);
    }
    if (piece.kind === "alone" || piece.kind === "open") {
      const close = piece.kind === "alone" ? at : closing(this.pieces, at, to);
      if (close === null) return this.code(at, to - 1, path);
      const known = this.element(at, close, place, path);
      return known ? [known, close + 1] : this.code(at, close, path);
    }
    return this.code(at, at, path);
  }

  private element(at: number, close: number, place: Place, path: string): Block | null {
    const open = this.pieces[at] as Piece;
    const end = this.pieces[close] as Piece;
    const container = CONTAINERS[open.name];
    if (container && (place === container.at || place === "any")) {
      const block = this.made(container.kind, open, end, container.inside, path);
      if (open.kind === "open") block.children = this.list(at + 1, close, container.inside, path);
      return block;
    }
    const leaf = LEAVES[open.name];
    if (!leaf || (place !== "column" && place !== "any")) return null;
    const block = this.made(leaf, open, end, null, path);
    if (leaf === "text" && HEADING.test(this.source.slice(block.openEnd, block.closeStart)))
      block.kind = "heading";
    return block;
  }

  /** What is repeated, or shown to some: of blocks that are known, all of them; else it is code. */
  private repeat(at: number, close: number, place: Place, path: string): Block | null {
    const block = this.made(
      "repeat",
      this.pieces[at] as Piece,
      this.pieces[close] as Piece,
      place,
      path,
    );
    block.attributes = [];
    block.children = this.list(at + 1, close, place, path);
    const isKnown = block.children.length > 0 && block.children.every((one) => one.kind !== "code");
    return isKnown ? block : null;
  }

  private code(from: number, to: number, path: string): [Block, number] {
    const first = this.pieces[from] as Piece;
    const last = this.pieces[Math.max(from, to)] as Piece;
    const block = this.made("code", { ...first, end: last.end }, { ...last }, null, path);
    return [
      { ...block, openEnd: last.end, closeStart: last.end, attributes: [] },
      Math.max(from, to) + 1,
    ];
  }

  private made(
    kind: BlockKind,
    open: Piece,
    close: Piece,
    inside: Place | null,
    path: string,
  ): Block {
    const isOne = open.start === close.start;
    return {
      path,
      kind,
      start: open.start,
      end: close.end,
      openEnd: open.end,
      closeStart: isOne ? close.end : close.start,
      attributes: open.kind === "tag" ? [] : attributesOf(this.source, open.start, open.end),
      children: [],
      inside,
    };
  }
}

/** The blocks of a mail: those of its mj-body, or of a source that is a body without its root. */
export function blocksOf(source: string, place: Place = "body"): Block[] {
  const pieces = scan(source);
  const body = pieces.findIndex((one) => one.kind === "open" && one.name === "mj-body");
  const close = body < 0 ? null : closing(pieces, body, pieces.length);
  const reader = new Reader(source, pieces);
  return close === null
    ? reader.list(0, pieces.length, place, "")
    : reader.list(body + 1, close, place, "");
}

/** Every block in the order in which it is read, those inside of others behind them. */
export const flat = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((one) => [one, ...flat(one.children)]);

export const blockAt = (blocks: readonly Block[], path: string): Block | undefined =>
  flat(blocks).find((one) => one.path === path);

/** The blocks beside it, with itself, and the one that they stand in. */
export function around(
  blocks: readonly Block[],
  path: string,
): { siblings: readonly Block[]; parent: Block | null; index: number } {
  const above = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
  const parent = above ? (blockAt(blocks, above) ?? null) : null;
  const siblings = parent ? parent.children : blocks;
  return { siblings, parent, index: siblings.findIndex((one) => one.path === path) };
}

export const attribute = (block: Block, name: string): string =>
  block.attributes.find((one) => one.name === name)?.value ?? "";

export const innerOf = (source: string, block: Block): string =>
  source.slice(block.openEnd, block.closeStart);

export const textOf = (source: string, block: Block): string =>
  source.slice(block.start, block.end);
