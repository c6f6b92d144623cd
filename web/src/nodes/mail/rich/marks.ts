/** The parts of a text that TipTap has not by itself, or not as mails are written: what is unknown to it is carried along. */
import { Mark, mergeAttributes, Node } from "@tiptap/core";
import Paragraph from "@tiptap/extension-paragraph";
import { BulletList, ListItem, OrderedList } from "@tiptap/extension-list";
import { LINK_REST } from "../source/rich";
import { t } from "@/language/t";

/** An attribute of the source that is carried and never shown. */
const carried = (fallback: unknown) => ({
  default: fallback,
  rendered: false,
  parseHTML: () => fallback,
});

export const MailParagraph = Paragraph.extend({
  addAttributes: () => ({ rest: carried(""), bare: carried(true) }),
});
export const MailBulletList = BulletList.extend({ addAttributes: () => ({ rest: carried("") }) });
export const MailOrderedList = OrderedList.extend({
  addAttributes: () => ({ rest: carried("") }),
});
export const MailListItem = ListItem.extend({
  content: "paragraph",
  addAttributes: () => ({ rest: carried("") }),
});

export const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes: () => ({
    href: { default: "" },
    rest: carried(LINK_REST),
  }),
  parseHTML: () => [{ tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", mergeAttributes(HTMLAttributes, { role: "link" }), 0],
});

/** "first_name, else there" of a field as it is written. */
export function fieldWords(source: string): string {
  const inside = source.replace(/^\{\{\{?|\}?\}\}$/g, "").trim();
  const found = /^fallback\s+(\S+)\s+["']([^"']*)["']$/.exec(inside);
  return found ? t`${found[1]}, else “${found[2]}”` : inside;
}

export const Field = Node.create({
  name: "field",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  addAttributes: () => ({
    source: {
      default: "",
      parseHTML: (element: HTMLElement) => element.getAttribute("data-field") ?? "",
      renderHTML: (attributes: { source?: string }) => ({ "data-field": attributes.source ?? "" }),
    },
  }),
  parseHTML: () => [{ tag: "span[data-field]" }],
  renderHTML: ({ node, HTMLAttributes }) => [
    "span",
    HTMLAttributes,
    fieldWords(String(node.attrs.source)),
  ],
  renderText: ({ node }) => String(node.attrs.source),
});
