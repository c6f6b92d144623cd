/** New blocks as they are written into a mail: with the classes and colours of the brand, so that dark mode reaches them. */
import type { BlockKind, Place } from "./blocks";

export interface NewBlock {
  id: string;
  label: string;
  kind: BlockKind;
  /** Where it may stand. */
  place: Place;
  text: string;
}

const FONT = "margin:0;font-size:28px;line-height:34px";
const section = (...columns: string[]) =>
  `<mj-section css-class="ll-card" background-color="{{brand.card}}" padding="16px 0">\n${columns.join("\n")}\n</mj-section>`;
const column = (width: string, inner: string) =>
  `  <mj-column${width ? ` width="${width}"` : ""}>\n    ${inner}\n  </mj-column>`;
const text = (words: string) => `<mj-text css-class="ll-text">${words}</mj-text>`;
const image =
  '<mj-image src="https://example.com/picture.png" alt="" width="536px" padding="0 32px 16px" />';

/** A section with one column that holds this. */
export const sectionAround = (inner: string): string => section(column("", inner));

export const NEW_BLOCKS: readonly NewBlock[] = [
  {
    id: "heading",
    label: "Heading",
    kind: "heading",
    place: "column",
    text: text(`<h1 style="${FONT}">A heading</h1>`),
  },
  { id: "text", label: "Text", kind: "text", place: "column", text: text("Your words.") },
  { id: "image", label: "Picture", kind: "image", place: "column", text: image },
  {
    id: "button",
    label: "Button",
    kind: "button",
    place: "column",
    text: '<mj-button css-class="ll-button" href="https://example.com" align="left" background-color="{{brand.button}}" color="{{brand.button_text}}" font-size="16px" font-weight="bold" line-height="20px" inner-padding="14px 28px" border-radius="8px" padding="8px 32px 16px">Go on</mj-button>',
  },
  {
    id: "divider",
    label: "Line",
    kind: "divider",
    place: "column",
    text: '<mj-divider border-color="{{brand.line}}" border-width="1px" padding="8px 32px" />',
  },
  {
    id: "spacer",
    label: "Space",
    kind: "spacer",
    place: "column",
    text: '<mj-spacer height="24px" />',
  },
  {
    id: "section",
    label: "Section",
    kind: "section",
    place: "body",
    text: section(column("", text("Your words."))),
  },
  {
    id: "columns",
    label: "Two columns",
    kind: "section",
    place: "body",
    text: section(column("50%", text("Left.")), column("50%", text("Right."))),
  },
  {
    id: "columns3",
    label: "Three columns",
    kind: "section",
    place: "body",
    text: section(...["Left.", "Middle.", "Right."].map((one) => column("33%", text(one)))),
  },
  {
    id: "products",
    label: "List of products",
    kind: "repeat",
    place: "body",
    text: `{{#each event.products}}\n${section(
      column("40%", '<mj-image src="{{image}}" alt="{{name}}" width="180px" padding="8px 16px" />'),
      column("60%", `${text("{{name}}")}\n    ${text("{{price}}")}`),
    )}\n{{/each}}`,
  },
  {
    id: "code",
    label: "Code",
    kind: "code",
    place: "body",
    text: "<!-- Your MJML -->",
  },
];

/** A block that is published, or that ships: it is held by its name. */
export const savedText = (id: string): string => `{{> ${id}}}`;

/** The name of a saved block, and what its parameters say. */
export function savedOf(text: string): { id: string; params: Record<string, string> } {
  const inside = /^\{\{>\s*([\w-]+)\s*([\s\S]*?)\}\}$/.exec(text);
  const params: Record<string, string> = {};
  for (const found of (inside?.[2] ?? "").matchAll(/([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g))
    params[found[1] ?? ""] = found[2] ?? found[3] ?? found[4] ?? "";
  return { id: inside?.[1] ?? "", params };
}

/** The text of a saved block in which one parameter says something else; the others are kept as they are written. */
export function withParam(text: string, name: string, value: string): string {
  const clean = value.replace(/"/g, "'").replace(/[{}]/g, "");
  const known = new RegExp(`(\\s${name}=)(?:"[^"]*"|'[^']*'|[^\\s}]+)`);
  if (known.test(text)) return text.replace(known, (_, head: string) => `${head}"${clean}"`);
  return text.replace(/\s*\}\}$/, ` ${name}="${clean}"}}`);
}
