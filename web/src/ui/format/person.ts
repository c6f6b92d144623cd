/** How a person is called: by name where one is known, by id otherwise. */

/** `name`, else `first_name` and `last_name` (Segment: `firstName`, `lastName`); "" when nobody said. */
export function called(traits: Record<string, unknown>): string {
  const said = (...names: string[]) =>
    names.map((name) => String(traits[name] ?? "").trim()).find(Boolean) ?? "";
  const whole = said("name");
  const parts = [said("first_name", "firstName"), said("last_name", "lastName")];
  return whole || parts.filter(Boolean).join(" ");
}

/** The letters in somebody's circle: of the first two words of a name. */
export function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N} ]/gu, " ")
    .trim()
    .split(/\s+/);
  return (
    words
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join("") || "?"
  );
}
