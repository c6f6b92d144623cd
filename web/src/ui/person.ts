/** How a person is called: by name where one is known, by id otherwise. */

/** `name`, else `first_name` and `last_name`; "" when nobody said. */
export function called(traits: Record<string, unknown>): string {
  const [whole = "", ...parts] = ["name", "first_name", "last_name"].map((trait) => String(traits[trait] ?? "").trim());
  return whole || parts.filter(Boolean).join(" ");
}

/** The letters in somebody's circle: of the first two words of a name. */
export function initials(name: string): string {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/);
  return words.slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join("") || "?";
}
