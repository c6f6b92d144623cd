/** The language of this page. It is settled before any text is made, so a page speaks one language from its first word on. */
import german from "./german.json?url";
import { longer } from "./pseudo";

/** What may be chosen, each called as its speakers call it. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

/** Where this browser keeps the choice. */
export const KEPT = "loopline.language";
/** Not offered: English made longer by two fifths, to see whether a page has room. */
const PSEUDO = "en-XA";

const isLanguage = (word: string): word is Language => Object.hasOwn(LANGUAGES, word);

function kept(): string {
  try {
    return window.localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

/** The browser's own wish, where a choice was never made: the first of its languages that is spoken here. */
export function wished(languages: readonly string[]): Language {
  const known = languages.map((one) => one.slice(0, 2).toLowerCase()).find(isLanguage);
  return known ?? "en";
}

const inBrowser = typeof window !== "undefined";
const choice = inBrowser ? kept() : "";
export const language: Language = isLanguage(choice)
  ? choice
  : wished(inBrowser && choice !== PSEUDO ? (window.navigator.languages ?? []) : []);

/** How numbers and dates are written: as the browser's own country writes the language, if it is the chosen one. */
const own = typeof navigator === "undefined" ? "" : (navigator.language ?? "");
const usual = { en: "en-GB", de: "de-DE" };
export const locale = own.toLowerCase().startsWith(language) ? own : usual[language];
/** Where a clock of 24 hours and the day before the month are meant, whatever the country. */
export const plainLocale = usual[language];

/** The sentences of another language by their English ones; where it cannot be loaded, the page speaks English. */
async function load(): Promise<Readonly<Record<string, string>>> {
  if (choice === PSEUDO) return longer;
  if (language === "en") return {};
  try {
    const answer = await fetch(german);
    return answer.ok ? ((await answer.json()) as Record<string, string>) : {};
  } catch {
    return {};
  }
}

export const catalogue = await load();
if (inBrowser) document.documentElement.lang = language;

/** Keeps the choice in this browser and begins the page anew in it. */
export function choose(wanted: Language): void {
  window.localStorage.setItem(KEPT, wanted);
  window.location.reload();
}
