/** Reads the letters of a condition: tokens, and where a top-level `and` or `or` parts it. The server is the judge. */

export interface Token {
  kind: "name" | "number" | "string" | "sign";
  text: string;
  start: number;
  /** What a string says without its quotes. */
  value?: string;
}

const SIGNS = [
  "==",
  "!=",
  ">=",
  "<=",
  ">",
  "<",
  "(",
  ")",
  "[",
  "]",
  ",",
  "=",
  "+",
  "-",
  "*",
  "/",
  "%",
  ".",
];
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

function readString(text: string, start: number): Token | null {
  const quote = text[start];
  let value = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") {
      at += 1;
      const next = text.charAt(at);
      if (!"nrt\"'\\".includes(next) || next === "") return null;
      value += ESCAPES[next] ?? next;
    } else if (char === quote)
      return { kind: "string", text: text.slice(start, at + 1), start, value };
    else value += char;
  }
  return null;
}

const match = (pattern: RegExp, text: string, start: number): string | null => {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0] ?? null;
};

const minusStartsNumber = (before: Token | undefined) =>
  !before || (before.kind === "sign" && before.text !== ")" && before.text !== "]");

/** The tokens of a text; null when it cannot be read. */
export function scan(text: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const start = at;
    const number =
      char !== "-" || minusStartsNumber(tokens.at(-1))
        ? match(/-?\d+(\.\d+)?(?![\w.])/y, text, at)
        : null;
    const name = match(/[A-Za-z_]\w*(\.[A-Za-z_]\w*)*/y, text, at);
    if (char === '"' || char === "'") {
      const token = readString(text, at);
      if (!token) return null;
      tokens.push(token);
      at += token.text.length;
    } else if (number) {
      tokens.push({ kind: "number", text: number, start });
      at += number.length;
    } else if (name) {
      tokens.push({ kind: "name", text: name, start });
      at += name.length;
    } else {
      const sign = SIGNS.find((one) => text.startsWith(one, at));
      if (!sign) return null;
      tokens.push({ kind: "sign", text: sign, start });
      at += sign.length;
    }
  }
  return tokens;
}

/** The parts of a text between top-level `and`s or `or`s; one part when it cannot be read. */
export function splitTop(text: string, word: "and" | "or"): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const token of scan(text) ?? []) {
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") depth -= 1;
    if (depth === 0 && token.kind === "name" && token.text === word) {
      parts.push(text.slice(from, token.start).trim());
      from = token.start + word.length;
    }
  }
  return [...parts, text.slice(from).trim()];
}

/** What stands between the brackets that hold the whole text; null where no one pair holds it. */
export function outerBrackets(text: string): string | null {
  const tokens = scan(text.trim()) ?? [];
  if (tokens[0]?.text !== "(" || tokens.at(-1)?.text !== ")") return null;
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "sign") continue;
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") depth -= 1;
    if (depth === 0 && at < tokens.length - 1) return null;
  }
  return text.trim().slice(1, -1).trim();
}
