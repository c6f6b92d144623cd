/**
 * Words that the studio never shows (STUDIO 8): the model's, and those that one of us made up. An English text of the
 * catalogue with one of them is a fault. `then` and `id` are meant as names of fields: as words they are English.
 */
const NEVER =
  /\b(nodes?|enrollments?|passages?|handles?|null|true|false|receipts?|payloads?|traits?|mend(?:s|ed|ing)?|sound|roads?)\b/i;

/** What stands in braces is filled in or typed by people, as `{{node}}` in an address. */
const FILLED = /\{\{?[^}]*\}\}?/g;

/** @param {Iterable<string>} texts @param {Readonly<Record<string, string>>} kept Texts that may, and why. */
export const neverShown = (texts, kept = {}) =>
  [...texts].filter((text) => NEVER.test(text.replace(FILLED, "")) && !Object.hasOwn(kept, text));
