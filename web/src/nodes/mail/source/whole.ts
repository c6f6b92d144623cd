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

const BARE = /\{\{\s*([a-z_][\w.]*)\s*\}\}/gi;

/** Fields that stand in the source without words for people of whom they are not known. */
export const bareFields = (source: string, names: readonly string[]): string[] => [
  ...new Set(
    [...source.matchAll(BARE)].map((one) => one[1] ?? "").filter((one) => names.includes(one)),
  ),
];

/** The source in which such a field has words. */
export const withFallback = (source: string, name: string, tag: string): string =>
  source.replace(BARE, (whole, found: string) => (found === name ? tag : whole));
