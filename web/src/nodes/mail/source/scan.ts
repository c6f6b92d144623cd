/** MJML with Handlebars in pieces: elements, tags of the template, comments and text, which together are the source. */

export interface Piece {
  kind: "open" | "close" | "alone" | "tag" | "comment" | "text";
  /** The name of the element, or what stands first in the tag, such as "#each", "/if", "else" or ">". */
  name: string;
  start: number;
  end: number;
}

export interface Attribute {
  name: string;
  value: string;
  /** From the blank before its name to behind its value. */
  start: number;
  end: number;
  /** Of the value as it is written, without quotes. */
  valueStart: number;
  valueEnd: number;
}

const NAME = /[A-Za-z][A-Za-z0-9:_-]*/y;
const RAW = ["style", "script", "mj-style"];

/** Where a tag of the template ends that begins here; the end of the source where it does not. */
export function tagEnd(source: string, at: number): number {
  const [opening, closing] = source.startsWith("{{!--", at)
    ? ["{{!--", "--}}"]
    : source.startsWith("{{{", at)
      ? ["{{{", "}}}"]
      : ["{{", "}}"];
  const found = source.indexOf(closing, at + opening.length);
  return found < 0 ? source.length : found + closing.length;
}

function elementEnd(source: string, at: number): number {
  let quote = "";
  let place = at;
  while (place < source.length) {
    if (source.startsWith("{{", place)) {
      place = tagEnd(source, place);
      continue;
    }
    const letter = source[place] ?? "";
    if (quote) {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return place + 1;
    place += 1;
  }
  return source.length;
}

function nameAt(source: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(source)?.[0].toLowerCase() ?? "";
}

/** What stands first in a tag of the template. */
function wordOf(tag: string): string {
  const inside = tag.replace(/^\{\{\{?[~&]?/, "").trimStart();
  return /^[#/^>!]?\s*[\w-]*/.exec(inside)?.[0].replace(/\s+/g, "") ?? "";
}

function pieceAt(source: string, at: number): Piece | null {
  if (source.startsWith("{{", at)) {
    const end = tagEnd(source, at);
    return { kind: "tag", name: wordOf(source.slice(at, end)), start: at, end };
  }
  if (source.startsWith("<!--", at)) {
    const found = source.indexOf("-->", at + 4);
    const end = found < 0 ? source.length : found + 3;
    return { kind: "comment", name: "", start: at, end };
  }
  if (source[at] !== "<") return null;
  const isClose = source[at + 1] === "/";
  const name = nameAt(source, at + (isClose ? 2 : 1));
  if (!name) return null;
  const end = elementEnd(source, at);
  const isAlone = source.slice(at, end).endsWith("/>");
  return { kind: isClose ? "close" : isAlone ? "alone" : "open", name, start: at, end };
}

/** Every piece in its order; their texts, one behind the other, are the source. */
export function scan(source: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let textFrom = 0;
  const flush = (to: number) => {
    if (to > textFrom) pieces.push({ kind: "text", name: "", start: textFrom, end: to });
  };
  while (at < source.length) {
    const piece = pieceAt(source, at);
    if (!piece) {
      at += 1;
      continue;
    }
    flush(at);
    pieces.push(piece);
    at = textFrom = piece.end;
    if (piece.kind === "open" && RAW.includes(piece.name)) {
      const found = source.toLowerCase().indexOf(`</${piece.name}`, at);
      at = found < 0 ? source.length : found;
    }
  }
  flush(source.length);
  return pieces;
}

const BLANK = /\s/;

/** The attributes of an element whose opening tag stands from `start` to `end`. */
export function attributesOf(source: string, start: number, end: number): Attribute[] {
  const found: Attribute[] = [];
  let at = start + 1 + nameAt(source, start + 1).length;
  while (at < end) {
    const from = at;
    while (at < end && BLANK.test(source[at] ?? "")) at += 1;
    if (source.startsWith("{{", at)) {
      at = tagEnd(source, at);
      continue;
    }
    const named = at;
    while (at < end && !/[\s=>/]/.test(source[at] ?? "")) at += 1;
    if (at === named) {
      at += 1;
      continue;
    }
    const name = source.slice(named, at).toLowerCase();
    if (source[at] !== "=") {
      found.push({ name, value: "", start: from, end: at, valueStart: at, valueEnd: at });
      continue;
    }
    at += 1;
    const quote = source[at] === '"' || source[at] === "'" ? (source[at] ?? "") : "";
    if (quote) at += 1;
    const valueStart = at;
    const over = (letter: string) => (quote ? letter === quote : /[\s>]/.test(letter));
    while (at < end && !over(source[at] ?? ""))
      at = source.startsWith("{{", at) ? tagEnd(source, at) : at + 1;
    const valueEnd = Math.min(at, end);
    if (quote) at += 1;
    const value = decoded(source.slice(valueStart, valueEnd));
    found.push({ name, value, start: from, end: Math.min(at, end), valueStart, valueEnd });
  }
  return found;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};
const TAG = /(\{\{\{[\s\S]*?\}\}\}|\{\{!--[\s\S]*?--\}\}|\{\{[\s\S]*?\}\})/;

const outside = (text: string, change: (part: string) => string): string =>
  text
    .split(TAG)
    .map((part, index) => (index % 2 ? part : change(part)))
    .join("");

/** Text as people read it; what is no reference that is known stays as it is, and so do tags of the template. */
export const decoded = (text: string): string =>
  outside(text, (part) =>
    part.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, ten, sixteen, name) => {
      if (name) return NAMED[String(name).toLowerCase()] ?? whole;
      const code = ten ? Number(ten) : parseInt(String(sixteen), 16);
      return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : whole;
    }),
  );

/** Text as it stands in a mail: what would be markup is written as a reference; tags of the template stay. */
export const encoded = (text: string): string =>
  outside(text, (part) =>
    part
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
      .replace(/\u00a0/g, "&nbsp;"),
  );
