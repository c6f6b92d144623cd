/** A condition as groups of rows, and back as text: text is the truth, rows show as much of it as they can. */
import { outerBrackets, splitTop } from "./letters";
import { readRow } from "./readRow";
import { fieldOf, isBlank, type Row } from "./row";
import { writeRow } from "./writeRow";

/** All of them hold, any of them, or none of them. */
export type Join = "all" | "any" | "none";

export interface Rule {
  kind: "rule";
  row: Row;
  /** It holds too where its field is not known. */
  lenient: boolean;
  /** As its author spelled it; null once it was changed. */
  source: string | null;
}

export interface Group {
  kind: "group";
  join: Join;
  items: readonly Item[];
  source: string | null;
}

export type Item = Rule | Group;

/** So deep may groups lie in one another; what lies deeper is a row of text. */
export const DEEPEST = 4;

export const rule = (row: Row, lenient = false): Rule => ({
  kind: "rule",
  row,
  lenient,
  source: null,
});
export const group = (join: Join, ...items: Item[]): Group => ({
  kind: "group",
  join,
  items,
  source: null,
});

/** `(not has(x) or ..)`, where the other part asks about x. */
function lenientRule(text: string, source: string): Rule | null {
  const parts = splitTop(text, "or");
  const [known, asked] = parts;
  if (parts.length !== 2 || known === undefined || asked === undefined) return null;
  const [absent, row] = [readRow(known), readRow(asked)];
  if (absent.kind !== "has" || !absent.negated || fieldOf(row) !== absent.field) return null;
  return { kind: "rule", row, lenient: true, source };
}

/** `opened(m) or clicked(m)`: one question of one message. */
function reactedRule(text: string, source: string, negated: boolean): Rule | null {
  const parts = splitTop(text, "or").map(readRow);
  const [opened, clicked] = parts;
  if (parts.length !== 2 || opened?.kind !== "receipt" || clicked?.kind !== "receipt") return null;
  if (opened.what !== "opened" || clicked.what !== "clicked") return null;
  if (opened.negated || clicked.negated || opened.node !== clicked.node) return null;
  const row = { kind: "receipt", what: "reacted", node: opened.node, negated } as const;
  return { kind: "rule", row, lenient: false, source };
}

const joined = (parts: readonly string[], join: Join, source: string, depth: number): Group => ({
  kind: "group",
  join,
  items: parts.map((part) => itemOf(part, depth + 1)),
  source,
});

/** What `not (..)` denies; null for any other text. */
function deniedBy(text: string): string | null {
  const denied = /^not\s*(?=\()/.exec(text)?.[0];
  return denied === undefined ? null : outerBrackets(text.slice(denied.length));
}

/** The group that a text is, where it is one. */
function groupOf(text: string, source: string, depth: number): Group | null {
  const byOr = splitTop(text, "or");
  if (byOr.length > 1) return joined(byOr, "any", source, depth);
  const byAnd = splitTop(text, "and");
  if (byAnd.length > 1) return joined(byAnd, "all", source, depth);
  const denied = deniedBy(text);
  return denied === null ? null : joined(splitTop(denied, "or"), "none", source, depth);
}

function itemOf(text: string, depth: number): Item {
  const source = text.trim();
  const inner = outerBrackets(source) ?? source;
  const denied = deniedBy(inner);
  const one = lenientRule(inner, source) ?? reactedRule(denied ?? inner, source, denied !== null);
  if (one) return one;
  if (depth <= DEEPEST) {
    const found = groupOf(inner, source, depth);
    if (found) return found;
  }
  const row = readRow(inner);
  return {
    kind: "rule",
    row: row.kind === "text" ? { ...row, text: source } : row,
    lenient: false,
    source,
  };
}

/** The tree of a text. Top-level `or` wins over `and`, as in the language. */
export function parseRules(text: string): Group {
  if (!text.trim()) return { ...group("all"), source: text };
  const item = itemOf(text, 1);
  return item.kind === "group"
    ? { ...item, source: text }
    : { kind: "group", join: "all", items: [item], source: text };
}

/** Nothing in it says anything yet. */
export const isEmpty = (item: Item): boolean =>
  item.kind === "rule" ? isBlank(item.row) : item.items.every(isEmpty);

function ruleText({ row, lenient, source }: Rule): string {
  if (source !== null) return source;
  const field = fieldOf(row);
  return lenient && field ? `(not has(${field}) or ${writeRow(row)})` : writeRow(row);
}

/** The items' text, those left out that say nothing yet. */
function inside(items: readonly Item[], join: Join): string {
  const whole = items.filter((item) => !isEmpty(item));
  const texts = whole.map((item) => (item.kind === "rule" ? ruleText(item) : nested(item)));
  if (texts.length < 2) return texts.join("");
  return texts
    .map((text) => (splitTop(text, "or").length > 1 ? `(${text})` : text))
    .join(join === "all" ? " and " : " or ");
}

function nested(one: Group): string {
  if (one.source !== null) return one.source;
  const text = inside(one.items, one.join);
  return one.join === "none" ? `not (${text})` : `(${text})`;
}

/** The text of the tree; what was not changed keeps its spelling, half-filled rows are left out. */
export function writeRules(root: Group): string {
  if (root.source !== null) return root.source;
  const text = inside(root.items, root.join);
  return root.join === "none" && text ? `not (${text})` : text;
}

/** The tree with the item at a path replaced (null: taken out). The groups around it are spelled anew. */
export function changeAt(root: Group, path: readonly number[], next: Item | null): Group {
  const [at, ...further] = path;
  if (at === undefined) return next?.kind === "group" ? { ...next, source: null } : root;
  const items = root.items.flatMap((item, index) => {
    if (index !== at) return [item];
    if (further.length && item.kind === "group") return [changeAt(item, further, next)];
    return next === null ? [] : [next];
  });
  return { ...root, items, source: null };
}
