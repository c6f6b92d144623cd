/** The words of a block as the rich box edits them, and back: paragraphs, lists, bold, italic, links, breaks and fields. */
import { attributesOf, decoded, encoded, scan, type Piece } from "./scan";

export interface RichMark {
  type: "bold" | "italic" | "link";
  attrs?: { href: string; rest: string };
}

export interface RichNode {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: RichMark[];
  content?: RichNode[];
}

/** How new links look; they take the colours of the brand, and of dark mode. */
export const LINK_REST = ' class="ll-link" style="color:{{brand.link}};text-decoration:underline"';
const PARAGRAPH_REST = ' style="margin:0 0 16px"';
const MARKS: Readonly<Record<string, RichMark["type"]>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
};
const LISTS: Readonly<Record<string, string>> = { ul: "bulletList", ol: "orderedList" };

/** The words are not of the kind that the box knows. */
class Unknown extends Error {}

class Reader {
  private readonly blocks: RichNode[] = [];
  private list: RichNode | null = null;
  private open: RichNode | null = null;
  private marks: { name: string; mark: RichMark }[] = [];

  constructor(private readonly source: string) {}

  read(): RichNode {
    for (const piece of scan(this.source)) this.take(piece);
    if (this.marks.length || this.list) throw new Unknown();
    const blocks = this.blocks
      .map(trimmed)
      .filter((one) => one.type !== "paragraph" || !isEmpty(one));
    return { type: "doc", content: blocks.length ? blocks : [bare([])] };
  }

  private take(piece: Piece): void {
    const text = this.source.slice(piece.start, piece.end);
    if (piece.kind === "text") this.text(decoded(text.replace(/\s+/g, " ")));
    else if (piece.kind === "tag") this.put({ type: "field", attrs: { source: text } });
    else if (piece.kind === "comment") throw new Unknown();
    else if (piece.name === "br") this.put({ type: "hardBreak" });
    else if (piece.kind === "open") this.begin(piece);
    else if (piece.kind === "close") this.end(piece);
    else throw new Unknown();
  }

  private begin(piece: Piece): void {
    const rest = this.source.slice(piece.start + 1 + piece.name.length, piece.end - 1);
    const mark = MARKS[piece.name];
    if (mark && !rest.trim()) this.marks.push({ name: piece.name, mark: { type: mark } });
    else if (piece.name === "a") this.marks.push({ name: "a", mark: this.link(piece, rest) });
    else if (piece.name === "p" && !this.list)
      this.start({ type: "paragraph", attrs: { rest, bare: false } });
    else if (LISTS[piece.name] && !this.list && !this.marks.length) {
      this.open = null;
      this.list = { type: LISTS[piece.name] ?? "", attrs: { rest }, content: [] };
      this.blocks.push(this.list);
    } else if (piece.name === "li" && this.list && !this.open) {
      this.open = { type: "paragraph", attrs: { rest: "", bare: true }, content: [] };
      this.list.content?.push({ type: "listItem", attrs: { rest }, content: [this.open] });
    } else throw new Unknown();
  }

  private end(piece: Piece): void {
    const last = this.marks[this.marks.length - 1];
    if (last?.name === piece.name) this.marks.pop();
    else if (this.marks.length) throw new Unknown();
    else if (piece.name === "p" && this.open?.attrs?.bare === false) this.open = null;
    else if (piece.name === "li" && this.list && this.open) this.open = null;
    else if (this.list && LISTS[piece.name] === this.list.type && !this.open) this.list = null;
    else throw new Unknown();
  }

  private link(piece: Piece, rest: string): RichMark {
    const href = attributesOf(this.source, piece.start, piece.end).find(
      (one) => one.name === "href",
    );
    if (!href || this.marks.some((one) => one.name === "a")) throw new Unknown();
    const from = piece.start + 2;
    const kept = rest.slice(0, href.start - from) + rest.slice(href.end - from);
    return { type: "link", attrs: { href: href.value, rest: kept } };
  }

  private start(block: RichNode): void {
    this.open = { ...block, content: [] };
    this.blocks.push(this.open);
  }

  private text(text: string): void {
    if (!text.trim() && (!this.open || this.list !== null) && !this.open) return;
    this.put({ type: "text", text });
  }

  private put(node: RichNode): void {
    if (!this.open) {
      if (this.list) throw new Unknown();
      this.start(bare([]));
    }
    const marks = this.marks.map((one) => one.mark);
    this.open?.content?.push(marks.length ? { ...node, marks } : node);
  }
}

const bare = (content: RichNode[]): RichNode => ({
  type: "paragraph",
  attrs: { rest: "", bare: true },
  content,
});

const isEmpty = (block: RichNode): boolean => !block.content?.length;

/** A block without the blanks at its ends, which nobody sees. */
function trimmed(block: RichNode): RichNode {
  if (block.type !== "paragraph") return { ...block, content: (block.content ?? []).map(trimmed) };
  const content = [...(block.content ?? [])];
  const cut = (end: () => number, pattern: RegExp) => {
    for (let node = content[end()]; node?.type === "text"; node = content[end()]) {
      const text = (node.text ?? "").replace(pattern, "");
      content.splice(end(), 1, ...(text ? [{ ...node, text }] : []));
      if (text) return;
    }
  };
  cut(() => 0, /^ +/);
  cut(() => content.length - 1, / +$/);
  return { ...block, content };
}

/** The words as the rich box takes them; null where they hold what it does not know, and would lose. */
export function richOf(inner: string): RichNode | null {
  try {
    return new Reader(inner).read();
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

const printedText = (node: RichNode): string => {
  if (node.type === "field") return String(node.attrs?.source ?? "");
  if (node.type === "hardBreak") return "<br />";
  return encoded(node.text ?? "").replace(/&quot;/g, '"');
};

function printedInline(nodes: readonly RichNode[]): string {
  let text = "";
  let link: RichMark["attrs"];
  const close = () => {
    if (link) text += "</a>";
    link = undefined;
  };
  for (const node of nodes) {
    const marks = node.marks ?? [];
    const wanted = marks.find((one) => one.type === "link")?.attrs;
    if (wanted?.href !== link?.href || wanted?.rest !== link?.rest) {
      close();
      if (wanted) text += `<a href="${encoded(wanted.href)}"${wanted.rest ?? LINK_REST}>`;
      link = wanted;
    }
    const has = (type: string) => marks.some((one) => one.type === type);
    let part = printedText(node);
    if (has("italic")) part = `<em>${part}</em>`;
    if (has("bold")) part = `<strong>${part}</strong>`;
    text += part;
  }
  close();
  return text;
}

const restOf = (node: RichNode): string => String(node.attrs?.rest ?? "");

function printedBlock(block: RichNode): string {
  const inside = block.content ?? [];
  if (block.type === "paragraph") {
    const rest = block.attrs?.bare === false ? restOf(block) : PARAGRAPH_REST;
    return `<p${rest}>${printedInline(inside)}</p>`;
  }
  const name = block.type === "orderedList" ? "ol" : "ul";
  const items = inside.map((item) => {
    const parts = (item.content ?? []).map((one) => printedInline(one.content ?? []));
    return `<li${restOf(item)}>${parts.join("<br />")}</li>`;
  });
  return `<${name}${restOf(block)}>${items.join("")}</${name}>`;
}

/** The words as they stand in the mail. One paragraph that was none in the source stays none. */
export function htmlOf(doc: RichNode): string {
  const blocks = doc.content ?? [];
  const [first] = blocks;
  if (blocks.length === 1 && first?.type === "paragraph" && first.attrs?.bare !== false)
    return printedInline(first.content ?? []);
  return blocks
    .filter((one) => one.type !== "paragraph" || !isEmpty(one))
    .map(printedBlock)
    .join("");
}
