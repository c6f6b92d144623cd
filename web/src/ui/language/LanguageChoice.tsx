/** The languages that the studio speaks, each under its own name; another one begins the page anew. */
import type { JSX } from "react";
import { choose, language, LANGUAGES, type Language } from "@/language/chosen";
import { t } from "@/language/t";
import css from "./LanguageChoice.module.css";

export function LanguageChoice(): JSX.Element {
  return (
    <p className={css.choice} role="group" aria-label={t("Language")}>
      {Object.entries(LANGUAGES).map(([id, name]) => (
        <button
          key={id}
          type="button"
          lang={id}
          aria-pressed={id === language}
          onClick={() => choose(id as Language)}
        >
          {name}
        </button>
      ))}
    </p>
  );
}
