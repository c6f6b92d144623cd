/** Text of the catalogue: the English sentence is its own key, and stands where the chosen language has none. */
import { catalogue } from "./chosen";

/** A sentence with gaps, as the catalogue names it: `{0}` is the first value. */
export const keyOf = (parts: readonly string[]): string =>
  parts.reduce((all, part, at) => `${all}{${at - 1}}${part}`);

const GAP = /\{(\d+)\}/;

/** The chosen language's sentence, cut at its gaps: text, number of a value, text, … */
const cuts = new Map<string, readonly string[]>();
export function cut(key: string): readonly string[] {
  const known = cuts.get(key) ?? (catalogue[key] ?? key).split(GAP);
  cuts.set(key, known);
  return known;
}

/** t("Close"), or t`${name} is live`, in the chosen language; a value stands where that language's sentence puts it. */
export function t(text: string): string;
export function t(parts: TemplateStringsArray, ...values: unknown[]): string;
export function t(text: string | TemplateStringsArray, ...values: unknown[]): string {
  if (typeof text === "string") return catalogue[text] ?? text;
  return cut(keyOf(text))
    .map((part, at) => (at % 2 === 1 ? String(values[Number(part)]) : part))
    .join("");
}

/** as("state", "Open"): a word that means several things, in one of them; the catalogue keeps it as "Open [state]". */
export const as = (meaning: string, text: string): string =>
  catalogue[`${text} [${meaning}]`] ?? text;
