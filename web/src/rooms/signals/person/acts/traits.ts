/** Between traits and the boxes in which they are edited. */

/** A trait as its box shows it. */
export const shownValue = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** What a box says: a number, a truth value or a list as such, all else as text. */
export function readValue(text: string): unknown {
  const trimmed = text.trim();
  if (/^-?\d+(\.\d+)?$/.test(trimmed) && String(Number(trimmed)) === trimmed)
    return Number(trimmed);
  if (trimmed === "true" || trimmed === "false") return trimmed === "true";
  if (/^[[{]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed);
    } catch {
      return text;
    }
  }
  return text;
}

/** The traits to state: those whose box says something else than before; null for one that was emptied. */
export function changed(
  traits: Record<string, unknown>,
  values: Record<string, string>,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(values)) {
    const known = name in traits;
    if (known && shownValue(traits[name]) === text) continue;
    if (text === "" && !known) continue;
    const was = traits[name];
    found[name] = text === "" ? null : typeof was === "string" ? text : readValue(text);
  }
  return found;
}
