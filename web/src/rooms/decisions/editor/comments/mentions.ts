/** Mentions in a text: "@" and a name. */
import type { Mentionable } from "@/api/wire";

const OPEN = /(^|[\s(])@([^\s@]*(?: [^\s@]*)?)$/u;
export const OFFERED = 6;

/** What is typed behind the last "@" before the cursor; null where nobody is being mentioned. */
export function typedMention(text: string, cursor: number): string | null {
  const found = OPEN.exec(text.slice(0, cursor));
  return found ? (found[2] ?? "") : null;
}

/** Who is meant by what is typed: each word of a name, or an address, may begin so. */
export function matching(people: readonly Mentionable[], typed: string): Mentionable[] {
  const wanted = typed.toLocaleLowerCase();
  return people
    .filter(
      ({ name, email }) =>
        [name, email, ...name.split(/\s+/)].some((one) =>
          one.toLocaleLowerCase().startsWith(wanted),
        ) && name.toLocaleLowerCase() !== wanted.trimEnd(),
    )
    .slice(0, OFFERED);
}

/** The text with the name in place of what was typed, and where the cursor is then. */
export function withMention(
  text: string,
  cursor: number,
  name: string,
): { text: string; cursor: number } {
  const typed = typedMention(text, cursor) ?? "";
  const head = `${text.slice(0, cursor - typed.length)}${name} `;
  return { text: head + text.slice(cursor).replace(/^ /, ""), cursor: head.length };
}

/** The addresses of everybody whose name stands behind an "@"; the longest name counts. */
export function mentionsOf(text: string, people: readonly Mentionable[]): string[] {
  const byLength = [...people].sort((a, b) => b.name.length - a.name.length);
  const found: string[] = [];
  let rest = text;
  for (const { name, email } of byLength) {
    if (!name || !rest.includes(`@${name}`)) continue;
    rest = rest.replaceAll(`@${name}`, "");
    // two people of one name are both told: nobody can say which of them is meant
    found.push(...people.filter((one) => one.name === name).map((one) => one.email), email);
  }
  return [...new Set(found)];
}
