/** What in a source file is text that a person reads, and no catalogue holds: found by syntax, by type and by how it is written. */
import ts from "typescript";

/** Attributes and properties that hold text even when it is one small word. */
const TEXTY =
  /^(aria-?[lL]abel|aria-?[dD]escription|aria-?[rR]oledescription|title|placeholder|label|description|alt|of|text|hint|says|caption|sentence|empty|name|what|why|note|message|question|help|word|words|verb|act|heading|tooltip|reason|detail|short|long|one|many|legend|summary|yes|no|saying|told|plural|singular|nothing|lead|about)$/;
/** Attributes and properties that never hold text. */
const NEVER =
  /^(className|id|key|to|href|src|type|role|htmlFor|variant|color|size|kind|icon|rel|target|d|viewBox|points|transform|fill|stroke|position|value|gap|style|autoComplete|inputMode|name|form|method|path|queryKey|mutationKey|url|accept|sandbox|media|pattern|grow|spellCheck|language|lang|loading|fontFamily|font|width|height|code|event|field|node|tone|tag|className|styles|preserveAspectRatio|strokeLinecap|strokeLinejoin|markerEnd|order|dir|align|justify|shape|symbol|mono|axis|formatter|from|channel|handle|source)$/;
const KEYS =
  /^(Enter|Escape|Backspace|Arrow\w+|GET|POST|PUT|DELETE|PATCH|Bearer|Authorization|Accept|Content-\w+|If-\w+|UTC|BODY|INPUT|TEXTAREA|SELECT)$/;
const letters = /[A-Za-z]{2}/;

/** How a string is written: "text" for sure, "word" for one small word that may be one, "" for none. */
export function written(text) {
  const trimmed = text.trim();
  if (!letters.test(trimmed) || KEYS.test(trimmed)) return "";
  if (/^(\/|\.|#|@|--|\?|&|https?:|data:|mailto:|\(|\[|<|var\(|url\(|calc\()/.test(trimmed)) {
    return /^\(?[A-Z]?[a-z]+ [a-z]+ /.test(trimmed) ? "text" : "";
  }
  if (/^[Mm]\s?-?[\d.]/.test(trimmed) || /^[\d.]+(px|ms|rem|em|fr|%)/.test(trimmed)) return "";
  if (/\s/.test(trimmed)) {
    if (
      /(\d(px|rem)\b|\d+fr|solid #|var\(--|\bease\b)/.test(trimmed) ||
      /^[a-z]+-[a-z]+ [a-z-]+$/.test(trimmed)
    )
      return "";
    return "text";
  }
  if (/^[A-Z]([a-z]+|-[a-z]{2,})([-’'][a-z]+)*[.:?…,]*$/.test(trimmed)) return "text";
  if (/^[a-z]+([-'’][a-z]+)*[.:?…,;]*$/.test(trimmed)) return "word";
  return "";
}

/** The name under which a value is handed on: an attribute's, a property's, a variable's. */
function nameOf(node) {
  let at = node.parent;
  while (at) {
    if (ts.isJsxAttribute(at)) return at.name.getText();
    if (ts.isPropertyAssignment(at) && at.initializer !== undefined) {
      return at.name.getText().replace(/["']/g, "");
    }
    if (ts.isVariableDeclaration(at)) return ts.isIdentifier(at.name) ? at.name.text : "";
    if (
      !ts.isConditionalExpression(at) &&
      !ts.isParenthesizedExpression(at) &&
      !ts.isJsxExpression(at)
    ) {
      if (!ts.isBinaryExpression(at) || !/^(\?\?|\|\||&&)$/.test(at.operatorToken.getText()))
        return "";
    }
    at = at.parent;
  }
  return "";
}

const EQUAL = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.InKeyword,
]);

/** Places where a string is a name for the program and never shown. */
function isPlaceOfNames(node) {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && EQUAL.has(parent.operatorToken.kind)) return true;
  if (ts.isCaseClause(parent) || ts.isElementAccessExpression(parent)) return true;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isExternalModuleReference(parent) || ts.isLiteralTypeNode(parent)) return true;
  if ((ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) && parent.name === node)
    return true;
  if (ts.isAsExpression(parent) || ts.isTaggedTemplateExpression(parent)) return true;
  if (ts.isCallExpression(parent)) {
    const callee = parent.expression.getText();
    if (/^(t|as)$/.test(callee)) return true;
    if (
      /\.(split|startsWith|endsWith|includes|indexOf|has|get|querySelector|closest|getAttribute|setAttribute|addEventListener|removeEventListener|getElementById|createElement|getItem|setItem|getData|setData|invalidateQueries|matches|dispatchEvent|join|append)$/.test(
        callee,
      )
    )
      return true;
    if (
      /^(ask|send|get|post|put|patch|remove|request|fetch|import|require|useParams|useSearch|matchMedia|createRoute|useMediaQuery|cx)$/.test(
        callee,
      )
    )
      return true;
  }
  if (ts.isNewExpression(parent)) return !/Error$/.test(parent.expression.getText());
  return false;
}

/** Whether the place asks for one of some fixed names, such as a tone. */
function asksForNames(node, checker) {
  const wanted = checker.getContextualType(node);
  if (!wanted) return false;
  const kinds = wanted.isUnion() ? wanted.types : [wanted];
  return kinds.some(
    (kind) =>
      kind.isStringLiteral() ||
      (kind.flags &
        (ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Index | ts.TypeFlags.TypeParameter)) !==
        0,
  );
}

/** Whether this string or template in an expression is text; "doubt" for a small word nobody can tell from a name. */
export function isText(node, checker) {
  if (isPlaceOfNames(node)) return "";
  const said = ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join("1")
    : node.text;
  const how = ts.isTemplateExpression(node) ? writtenTemplate(node, said) : written(said);
  if (!how) return "";
  const name = nameOf(node);
  if (/^data-|shortcuts$|ledby$|describedby$|controls$/i.test(name)) return "";
  if (NEVER.test(name) && !(name === "name" && how === "text")) return "";
  if (asksForNames(node, checker)) return "";
  if (how === "text") return "text";
  return TEXTY.test(name) || isInSentence(node) ? "text" : "doubt";
}

/** Whether the other branch of a choice is a sentence: then this one is text too. */
function saysElsewhere(node) {
  const { whenTrue, whenFalse } = node.parent;
  const other = whenTrue === node ? whenFalse : whenTrue;
  if (ts.isCallExpression(other)) return other.expression.getText() === "t";
  if (ts.isTaggedTemplateExpression(other)) return /^(t|rich)$/.test(other.tag.getText());
  return (
    ts.isStringLiteral(other) && written(other.text) === "text" && /\s/.test(other.text.trim())
  );
}

/** Functions of the rule builder whose words stand in a sentence. */
const SPEAKS = /^(word|YES_NO)$/;

/** Whether a small word is one way a gap of a sentence can be filled: a branch of a choice between tags, or in a template. */
function isInSentence(node) {
  if (ts.isCallExpression(node.parent)) return SPEAKS.test(node.parent.expression.getText());
  let at = node;
  while (
    ts.isConditionalExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    (ts.isBinaryExpression(at.parent) && /^(\?\?|\|\||&&)$/.test(at.parent.operatorToken.getText()))
  ) {
    at = at.parent;
  }
  if (at === node) return false;
  if (ts.isConditionalExpression(node.parent) && saysElsewhere(node)) return true;
  if (ts.isTemplateSpan(at.parent)) {
    const whole = at.parent.parent;
    const said = [whole.head.text, ...whole.templateSpans.map((span) => span.literal.text)].join(
      "1",
    );
    return (
      !NEVER.test(nameOf(whole)) &&
      (writtenTemplate(whole, said) === "text" ||
        (/^[1\s(),.;:·"“”]*$/.test(said) && /\s/.test(said)))
    );
  }
  return ts.isJsxExpression(at.parent) && !ts.isJsxAttribute(at.parent.parent);
}

function writtenTemplate(node, said) {
  const plain = said.replace(/1/g, " ").trim();
  if (!letters.test(plain) || /^(\/|https?:|#|\.|@|--|data:|var\(|calc\(|\?)/.test(node.head.text))
    return "";
  if (/(\d(px|rem)\b|fr\)|translate|rgba?\(|var\(--|=\$|&\w+=)/.test(said)) return "";
  if (/[A-Za-z]{2,}[:,;]? |[ ][A-Za-z]{2,}|[.!?]$/.test(said)) return "text";
  return /^[a-z]+$/.test(plain) ? "doubt" : "";
}
