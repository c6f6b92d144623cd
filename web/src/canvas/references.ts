/** Where a step is named in rules and templates, so that a copy and a new id take its references along. */
import { scan, type Token } from "./rules/letters";

const ASKS_OF_A_STEP = new Set(["delivered", "opened", "clicked", "replied", "answer"]);
const CONDITIONS = new Set(["when", "where"]);
const TEMPLATE = /\{\{[\s\S]*?\}\}/g;
const ANSWER = /\banswers\.(\w+)/g;

type Names = ReadonlyMap<string, string>;

const quoted = (id: string) => `"${id.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;

/** The tokens that name a step in a condition; none where the text cannot be read. */
function namesIn(text: string): Token[] {
  const tokens = scan(text) ?? [];
  return tokens.filter(
    (token, at) =>
      token.kind === "string" &&
      tokens[at - 1]?.text === "(" &&
      ASKS_OF_A_STEP.has(tokens[at - 2]?.text ?? ""),
  );
}

/** A condition that asks of the renamed steps by their new ids; every other letter stays. */
export function renamedCondition(text: string, names: Names): string {
  let result = "";
  let from = 0;
  for (const token of namesIn(text)) {
    const next = names.get(token.value ?? "");
    if (next === undefined) continue;
    result += text.slice(from, token.start) + quoted(next);
    from = token.start + token.text.length;
  }
  return result + text.slice(from);
}

/** A template that prints the answers of the renamed steps. */
const renamedTemplate = (text: string, names: Names): string =>
  text.replace(TEMPLATE, (tag) =>
    tag.replace(ANSWER, (whole, id: string) => {
      const next = names.get(id);
      return next === undefined ? whole : `answers.${next}`;
    }),
  );

/** A deep copy in which every rule and template names the steps by their new ids. Roads are not its business. */
export function withReferences<T>(thing: T, names: Names, key = ""): T {
  if (typeof thing === "string")
    return (
      CONDITIONS.has(key) ? renamedCondition(thing, names) : renamedTemplate(thing, names)
    ) as T;
  if (Array.isArray(thing))
    return thing.map((one) => withReferences(one as unknown, names, key)) as T;
  if (typeof thing !== "object" || thing === null) return thing;
  const parts = Object.entries(thing).map(([name, part]) => [
    name,
    withReferences(part as unknown, names, name),
  ]);
  return Object.fromEntries(parts) as T;
}
