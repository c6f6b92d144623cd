/** The sentences that the sources ask of the catalogue, and how a catalogue answers them. */
import ts from "typescript";

const literal = (node) =>
  node && (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node));

/** The key of t("…"), as("…", "…"), t`…` and rich`…`; null for all else. */
function keyOf(node) {
  if (ts.isTaggedTemplateExpression(node) && /^(t|rich)$/.test(node.tag.getText())) {
    const { template } = node;
    if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
    return template.templateSpans.reduce(
      (key, span, at) => `${key}{${at}}${span.literal.text}`,
      template.head.text,
    );
  }
  if (!ts.isCallExpression(node)) return null;
  const [first, second] = node.arguments;
  const called = node.expression.getText();
  if (called === "t" && literal(first)) return first.text;
  return called === "as" && literal(first) && literal(second)
    ? `${second.text} [${first.text}]`
    : null;
}

/** Every key that a file asks for, in its order. */
export function keysOf(file) {
  const found = [];
  const look = (node) => {
    const key = keyOf(node);
    if (key !== null) found.push(key);
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}

const gaps = (text) =>
  [...text.matchAll(/\{\d+\}/g)]
    .map(([gap]) => gap)
    .sort()
    .join();
const edges = (text) => [/^[\s,;:]/.test(text), /\s$/.test(text)].join();

/** What is wrong with a catalogue: a key without a sentence, a sentence without a key, gaps or outer spaces that differ. */
export function faultsOf(keys, catalogue) {
  const asked = new Set(keys);
  const said = (key) => catalogue[key];
  return {
    missing: [...asked].filter((key) => !said(key)),
    orphaned: Object.keys(catalogue).filter((key) => !asked.has(key)),
    gaps: [...asked].filter((key) => said(key) && gaps(key) !== gaps(said(key))),
    spaces: [...asked].filter(
      (key) => said(key) && edges(key.replace(/ \[\w+\]$/, "")) !== edges(said(key)),
    ),
  };
}
