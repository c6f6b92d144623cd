/** How blocks are called, and what of them is seen in the list. */
import { attribute, innerOf, textOf, type Block, type BlockKind } from "../source/blocks";
import { savedOf } from "../source/fresh";
import { decoded } from "../source/scan";
import { t } from "@/language/t";

const NAMES: Readonly<Record<BlockKind, string>> = {
  wrapper: t("Group"),
  section: t("Section"),
  column: t("Column"),
  heading: t("Heading"),
  text: t("Text"),
  image: t("Picture"),
  button: t("Button"),
  divider: t("Line"),
  spacer: t("Space"),
  repeat: t("Repeated"),
  saved: t("Saved block"),
  code: "Code",
};
const SEEN = 60;

/** The condition or the list that a repeated part stands for, as it is written. */
export const repeatOf = (source: string, block: Block): { helper: string; path: string } => {
  const open = source.slice(block.start, block.openEnd);
  const found = /^\{\{#(\w+)\s+([\s\S]*?)\}\}$/.exec(open);
  return { helper: found?.[1] ?? "", path: found?.[2]?.trim() ?? "" };
};

export function blockName(source: string, block: Block): string {
  if (block.kind === "repeat")
    return (
      { each: t("For each"), if: t("Only if"), unless: t("Only without") }[
        repeatOf(source, block).helper
      ] ?? t("Repeated")
    );
  return NAMES[block.kind];
}

const plain = (html: string): string =>
  decoded(html.replace(/<[^>]*>/g, " ").replace(/\{\{fallback\s+(\S+)[^}]*\}\}/g, "$1"))
    .replace(/\s+/g, " ")
    .trim();

/** What tells it from others of its kind. */
export function blockWords(source: string, block: Block): string {
  switch (block.kind) {
    case "heading":
    case "text":
    case "button":
      return plain(innerOf(source, block)).slice(0, SEEN);
    case "image":
      return attribute(block, "alt") || attribute(block, "src");
    case "spacer":
      return attribute(block, "height") || "20px";
    case "section":
      return block.children.length > 1 ? t`${block.children.length} parts` : "";
    case "column":
      return attribute(block, "width");
    case "repeat":
      return repeatOf(source, block).path;
    case "saved":
      return savedOf(textOf(source, block)).id;
    case "code":
      return textOf(source, block).replace(/\s+/g, " ").slice(0, SEEN);
    default:
      return "";
  }
}
