/** Who to try a journey on: the fields that its conditions and words name, and an address for each of its channels. */
import type { Journey } from "./document";

const MOST = 12;
const ADDRESSES: Record<string, [trait: string, value: string]> = {
  email: ["email", "ann@example.com"],
  sms: ["phone", "+15550100"],
  push: ["push_token", "a-phone"],
};
const CONDITION_WORDS = new Set([
  "and",
  "or",
  "not",
  "in",
  "true",
  "false",
  "null",
  "none",
  "within",
]);
const FIELD = /^[a-z_]\w*(\.\w+)*$/i;
const ELSEWHERE = /^(event|entry|account|this|else|true|false|null|undefined)(\.|$)/;

/** Every text of a value, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(textsOf);
}

function conditionsOf(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, part]) =>
    (key === "where" || key === "when") && typeof part === "string" ? [part] : conditionsOf(part),
  );
}

/** The fields of a Handlebars text; of `{{fallback first_name "you"}}` that is first_name, for the first word is a helper. */
export function fieldsInWords(text: string): string[] {
  return [...text.matchAll(/\{\{\{?[#^&~]?([^{}]*?)~?\}\}/g)].flatMap(([, inside = ""]) => {
    const tokens = inside
      .replace(/"[^"]*"|'[^']*'/g, " '' ")
      .replace(/\b\w+=/g, " ")
      .split(/[\s|]+/)
      .filter(Boolean);
    return tokens.flatMap((token, at) => {
      const begins = token.startsWith("(") || (at === 0 && tokens.length > 1);
      const name = token.replace(/[()]/g, "");
      return !begins && FIELD.test(name) && !ELSEWHERE.test(name) ? [name] : [];
    });
  });
}

/** The fields of a condition, without its functions and words. */
export function fieldsInCondition(text: string): string[] {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, " ");
  const names = bare.match(/(?<![\w.])[a-z_][\w.]*(?!\w)(?!\s*[(=](?!=))/gi) ?? [];
  return names.filter((name) => !CONDITION_WORDS.has(name.toLowerCase()) && !ELSEWHERE.test(name));
}

/** Traits to begin a dry run with: addresses filled in, so that messages can be seen; the rest to be chosen. */
export function invented(document: Journey): [string, string][] {
  const channels = Object.values(document.nodes).flatMap((node) =>
    node.kind === "message" ? [node.channel] : [],
  );
  const result = new Map<string, string>(
    channels.flatMap((channel) => (ADDRESSES[channel] ? [ADDRESSES[channel]] : [])),
  );
  const contents = Object.values(document.nodes).flatMap((node) =>
    node.kind === "message" ? textsOf(node.content) : [],
  );
  for (const name of [
    ...conditionsOf(document).flatMap(fieldsInCondition),
    ...contents.flatMap(fieldsInWords),
  ]) {
    if (!result.has(name) && result.size < MOST) result.set(name, "");
  }
  return [...result];
}
