/** What the server refused because of a role, and the way to ask for that role; the frame says how one asks. */
import { t } from "@/language/t";

type Asker = (role: string, act: string) => Promise<unknown>;

let asker: Asker | null = null;

/** How one asks: set once, where the studio starts. */
export function askBy(way: Asker): void {
  asker = way;
}

/** The role that was missing; null when something else went wrong. */
export function neededRole(error: unknown): string | null {
  if (error === null || typeof error !== "object" || !("code" in error) || !("body" in error))
    return null;
  const { body, code } = error;
  if (code !== "role_missing" || body === null || typeof body !== "object") return null;
  return "needs" in body ? String(body.needs) : null;
}

/** Asks the owners for a role, for what one wanted to do on the page that is open. */
export async function askForRole(role: string): Promise<void> {
  const page = document.querySelector("h1")?.textContent?.trim() || document.title;
  await asker?.(role, t`use the page ${page}`);
}
