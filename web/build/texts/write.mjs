/** Rewrites a source file so that its text comes from the catalogue; what is wrapped already stays as it is. */
import ts from "typescript";
import { isText } from "./find.mjs";

/** Elements that stand within a sentence; all others end it. */
const INLINE = /^(b|strong|em|i|span|code|kbd|a|small|time|Link|Anchor|abbr|mark|br|q|s|sub|sup)$/;
const ENTITIES = {
  "&apos;": "'",
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&nbsp;": "\u00a0",
};

/** Text between tags as React reads it: lines are trimmed and joined by a space. */
export function jsxText(raw) {
  const lines = raw.split(/\r?\n/);
  const said = lines
    .map((line, at) => {
      let kept = line.replace(/\t/g, " ");
      if (at > 0) kept = kept.replace(/^ +/, "");
      if (at < lines.length - 1) kept = kept.replace(/ +$/, "");
      return kept;
    })
    .filter((line) => line !== "");
  return said.join(" ").replace(/&\w+;/g, (one) => ENTITIES[one] ?? one);
}

const quoted = (text) => JSON.stringify(text);
const inTemplate = (text) => text.replace(/[`\\]|\$\{/g, (one) => `\\${one}`);

export function rewritten(file, checker, exempt = () => false) {
  const source = file.text;
  const found = [];
  const used = new Set();

  /** A node's text with all that is text within it wrapped. */
  function rewrite(node) {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node.getText(file);
    if (ts.isTaggedTemplateExpression(node) || isCall(node)) {
      const tag = (node.tag ?? node.expression).getText(file);
      if (/^(t|rich)$/.test(tag)) used.add(tag);
      return within(node);
    }
    if (ts.isJsxElement(node) || ts.isJsxFragment(node)) return element(node);
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer))
      return attribute(node);
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return literal(node);
    if (ts.isTemplateExpression(node)) return template(node);
    return within(node);
  }

  const isCall = (node) => ts.isCallExpression(node) && node.expression.getText(file) === "t";

  function within(node) {
    let text = "";
    let at = node.getStart(file);
    ts.forEachChild(node, (child) => {
      const start = child.getStart(file);
      if (start < at) return;
      text += source.slice(at, start) + (ts.isJsxText(child) ? child.text : rewrite(child));
      at = child.end;
    });
    return text + source.slice(at, node.end);
  }

  function call(node, text) {
    found.push({ node, text });
    used.add("t");
    return `t(${quoted(text)})`;
  }

  function literal(node) {
    const text = isText(node, checker);
    if (text !== "text" || exempt(node.text)) return node.getText(file);
    return call(node, node.text.replace(/\s*\n\s*/g, " "));
  }

  function attribute(node) {
    const text = isText(node.initializer, checker);
    if (text !== "text" || exempt(node.initializer.text)) return node.getText(file);
    return `${node.name.getText(file)}={${call(
      node,
      node.initializer.text.replace(/&\w+;/g, (one) => ENTITIES[one] ?? one),
    )}}`;
  }

  /** Puts a value behind what stands so far; "signal${one ? "" : "s"}" becomes a choice between two whole words. */
  function putValue(list, value) {
    const last = list[list.length - 1];
    const stem = /([A-Za-z]+)$/.exec(last.text)?.[1];
    const ends = ts.isConditionalExpression(value) && [value.whenTrue, value.whenFalse];
    if (
      stem &&
      ends &&
      ends.every((one) => ts.isStringLiteral(one) && /^(|s|es)$/.test(one.text))
    ) {
      last.text = last.text.slice(0, -stem.length);
      const [yes, no] = ends.map((one) => `t(${quoted(stem + one.text)})`);
      for (const one of ends) found.push({ node: one, text: stem + one.text });
      list.push({ code: `${rewrite(value.condition)} ? ${yes} : ${no}`, node: value });
    } else list.push({ code: rewrite(value), node: value });
    list.push({ text: "" });
  }

  function pieces(node) {
    const list = [{ text: node.head.text }];
    for (const span of node.templateSpans) {
      putValue(list, span.expression);
      list[list.length - 1].text = span.literal.text;
    }
    return list;
  }

  function template(node) {
    const text = isText(node, checker);
    const said = [node.head.text, ...node.templateSpans.map((one) => one.literal.text)].join("1");
    if (text !== "text" || exempt(said)) return within(node);
    return tagged(node, "t", pieces(node));
  }

  function tagged(node, tag, list) {
    let key = "";
    let code = "";
    let values = 0;
    for (const one of list) {
      if (one.text === undefined) {
        key += `{${values++}}`;
        code += `\${${one.code}}`;
      } else {
        const text = one.text.replace(/\s*\n\s*/g, " ");
        key += text;
        code += inTemplate(text);
      }
    }
    if (list.some((one) => one.code?.includes("t("))) used.add("t");
    if (!/[A-Za-z]/.test(key.replace(/\{\d+\}/g, ""))) return `\`${code}\``;
    found.push({ node, text: key });
    used.add(tag);
    return `${tag}\`${code}\``;
  }

  const isBlank = (node) => ts.isJsxText(node) && jsxText(node.text) === "";
  const isSpace = (node) =>
    ts.isJsxExpression(node) &&
    node.expression &&
    ts.isStringLiteral(node.expression) &&
    /^\s*$/.test(node.expression.text);
  const tagOf = (node) =>
    (ts.isJsxSelfClosingElement(node) ? node.tagName : node.openingElement?.tagName)?.getText(file);

  /** Whether a child can stand within a sentence. */
  function isInline(child) {
    if (ts.isJsxText(child)) return true;
    if (ts.isJsxExpression(child)) {
      if (!child.expression) return false;
      return !holdsBlock(child.expression);
    }
    const tag = tagOf(child);
    return tag !== undefined && INLINE.test(tag);
  }

  function holdsBlock(node) {
    let block =
      ts.isArrowFunction(node) ||
      (ts.isCallExpression(node) && /\.map$/.test(node.expression.getText(file)));
    if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node))
      block = !INLINE.test(tagOf(node));
    ts.forEachChild(node, (child) => {
      block = block || holdsBlock(child);
    });
    return block;
  }

  function element(node) {
    const open = ts.isJsxElement(node) ? node.openingElement : node.openingFragment;
    const close = ts.isJsxElement(node) ? node.closingElement : node.closingFragment;
    let text = rewrite(open);
    let at = open.end;
    const { children } = node;
    const mono = ts.isJsxElement(node) && /^(code|kbd|pre)$/.test(tagOf(node));
    for (let from = 0; from < children.length;) {
      let to = from;
      while (to < children.length && isInline(children[to])) to++;
      const run = children.slice(from, to);
      if (
        run.length &&
        !mono &&
        run.some((one) => ts.isJsxText(one) && /[A-Za-z]{2}/.test(one.text))
      ) {
        text += sentence(run);
        at = run[run.length - 1].end;
        from = to;
        continue;
      }
      const stop = Math.max(to, from + 1);
      for (const child of children.slice(from, stop)) {
        text += source.slice(at, child.pos) + (ts.isJsxText(child) ? child.text : rewrite(child));
        at = child.end;
      }
      from = stop;
    }
    return text + source.slice(at, close.pos) + close.getText(file);
  }

  function sentence(run) {
    const list = [];
    const put = (text) => {
      const last = list[list.length - 1];
      if (last?.text !== undefined) last.text += text;
      else list.push({ text });
    };
    put("");
    for (const child of run) {
      if (ts.isJsxText(child)) put(jsxText(child.text));
      else if (isSpace(child)) put(child.expression.text);
      else if (ts.isJsxExpression(child) && ts.isStringLiteral(child.expression))
        put(child.expression.text);
      else {
        putValue(list, ts.isJsxExpression(child) ? child.expression : child);
      }
    }
    const before = /^\s*/.exec(list[0].text)[0];
    list[0].text = list[0].text.slice(before.length);
    const last = list[list.length - 1];
    const after = /\s*$/.exec(last.text)[0];
    last.text = last.text.slice(0, last.text.length - after.length);
    const full = list.map((one) => one.text ?? "1").join("");
    if (exempt(full)) return run.map((one) => one.getFullText(file)).join("");
    const pad = (space) => (space ? '{" "}' : "");
    if (!/[A-Za-z]/.test(list.map((one) => one.text ?? "").join(""))) {
      return run.map((one) => (ts.isJsxText(one) ? one.text : rewrite(one))).join("");
    }
    const values = list.filter((one) => one.text === undefined);
    if (values.length === 0) return `${pad(before)}{${call(run[0], list[0].text)}}${pad(after)}`;
    const plain = values.every((one) => isPlain(one.node));
    return `${pad(before)}{${tagged(run[0], plain ? "t" : "rich", list)}}${pad(after)}`;
  }

  /** Whether a value is a string or a number for sure. */
  function isPlain(node) {
    const type = checker.getTypeAtLocation(node);
    const kinds = type.isUnion() ? type.types : [type];
    return kinds.every(
      (kind) => (kind.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike)) !== 0,
    );
  }

  function whole() {
    let text = source.slice(0, 0);
    let at = 0;
    for (const statement of file.statements) {
      const start = statement.getStart(file);
      text += source.slice(at, start) + rewrite(statement);
      at = statement.end;
    }
    return text + source.slice(at);
  }
  const text = whole();
  return { text: withImports(text, used), found };
}

/** The file with the imports that its calls need. */
function withImports(text, used) {
  let lines = text;
  for (const [name, from] of [
    ["rich", "@/language/rich"],
    ["t", "@/language/t"],
  ]) {
    if (!used.has(name) || lines.includes(`from "${from}"`)) continue;
    const last = [...lines.matchAll(/^(import .*|\} from .*);$/gm)]
      .filter((one) => !/\.css"/.test(one[0]))
      .pop();
    const line = `import { ${name} } from "${from}";`;
    if (!last) {
      const doc = /^\/\*\*[\s\S]*?\*\/\n/.exec(lines)?.[0] ?? "";
      lines = `${doc}${line}\n${lines.slice(doc.length)}`;
    } else {
      const end = last.index + last[0].length;
      lines = `${lines.slice(0, end)}\n${line}${lines.slice(end)}`;
    }
  }
  return lines;
}
