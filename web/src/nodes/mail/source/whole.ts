/** Whether a text that is being written ends what it begins: only such a text may stand between other blocks. */
import { scan } from "./scan";

const ALONE = new Set(
  "area base br col embed hr img input link meta source track wbr mj-image mj-divider mj-spacer".split(
    " ",
  ),
);

/** Whether every tag of the template that begins also ends. */
export const tagsEnd = (text: string): boolean => {
  let at = text.indexOf("{{");
  while (at >= 0) {
    const end = text.indexOf("}}", at + 2);
    if (end < 0) return false;
    at = text.indexOf("{{", end + 2);
  }
  return true;
};

/** Whether elements, comments and tags of the template all end in the text, in their order. */
export function isWhole(text: string): boolean {
  if (!tagsEnd(text)) return false;
  const open: string[] = [];
  for (const piece of scan(text)) {
    const said = text.slice(piece.start, piece.end);
    if (piece.kind === "comment" && !said.endsWith("-->")) return false;
    if (piece.kind === "text" && /<(?:!--|\/?[a-z])/i.test(said)) return false;
    if (piece.kind === "tag") {
      if (piece.name.startsWith("#")) open.push(`/${piece.name.slice(1)}`);
      else if (piece.name.startsWith("/") && open.pop() !== piece.name) return false;
    } else if (piece.kind === "open" || piece.kind === "close" || piece.kind === "alone") {
      if (!said.endsWith(">")) return false;
      if (piece.kind === "open" && !ALONE.has(piece.name)) open.push(`<${piece.name}`);
      if (piece.kind === "close" && open.pop() !== `<${piece.name}`) return false;
    }
  }
  return open.length === 0;
}

const BARE = /^\{\{\s*([a-z_][\w.]*)\s*\}\}$/i;
const GUARD = /^\{\{#(if|each|with)\s+([\w.]+)/;

/** Where fields stand without words for people of whom they are not known, and not inside of what asks for them. */
function bareTags(source: string): { name: string; start: number; end: number }[] {
  const guards: string[] = [];
  const found: { name: string; start: number; end: number }[] = [];
  for (const { kind, name, start, end } of scan(source)) {
    if (kind === "text" || kind === "comment" || kind === "close") continue;
    if (kind === "tag" && name.startsWith("#")) {
      const guard = GUARD.exec(source.slice(start, end));
      guards.push(guard?.[1] === "if" ? (guard[2] ?? "") : guard ? "*" : "");
    } else if (kind === "tag" && name.startsWith("/")) guards.pop();
    else if (kind === "tag") {
      const field = BARE.exec(source.slice(start, end))?.[1];
      if (field && !guards.includes(field) && !guards.includes("*"))
        found.push({ name: field, start, end });
    }
  }
  return found;
}

/** The fields of these names that stand in the source without words for people of whom they are not known. */
export const bareFields = (source: string, names: readonly string[]): string[] => [
  ...new Set(bareTags(source).flatMap(({ name }) => (names.includes(name) ? [name] : []))),
];

/** The source in which such a field has words. */
export const withFallback = (source: string, name: string, tag: string): string =>
  bareTags(source)
    .filter((one) => one.name === name)
    .reverse()
    .reduce((text, { start, end }) => text.slice(0, start) + tag + text.slice(end), source);
