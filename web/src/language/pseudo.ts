/** English with two fifths more room in it, and letters that show which text is from the catalogue. */

const LETTERS: Record<string, string> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  A: "Á",
  E: "É",
  O: "Ó",
};

/** "Close the panel" as "Clósé thé pánél ~~~~~~"; gaps such as {0} stay. */
export function lengthened(text: string): string {
  const body = text.replace(/\{\d+\}|[aeiouAEO]/g, (one) => LETTERS[one] ?? one);
  const more = Math.ceil(text.trim().length * 0.4);
  const words = "~".repeat(more).replace(/~{6}(?=~)/g, "~~~~~ ");
  return text.endsWith(" ") ? `${body.trimEnd()} ${words} ` : `${body} ${words}`;
}

export const longer: Readonly<Record<string, string>> = new Proxy(
  {},
  { get: (_, key) => (typeof key === "string" ? lengthened(key) : undefined) },
);
