/** Where somebody goes on after signing in. */

/** An address of ours; null for one that leads to somebody else's page. */
export const ownPath = (raw: unknown): string | null =>
  typeof raw === "string" && /^\/(?![/\\])/.test(raw) ? raw : null;
