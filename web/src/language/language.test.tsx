// @vitest-environment jsdom
import { render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const GERMAN = {
  Close: "Schließen",
  "{0} of {1}": "Aus {1} sind es {0}",
  "See {0} first.": "Zuerst {0} ansehen.",
  "Open [state]": "Offen",
};

/** The modules anew, in a browser that holds a choice and wishes some languages. */
async function spoken(
  choice: string,
  languages: string[],
  answer = new Response(JSON.stringify(GERMAN)),
) {
  vi.resetModules();
  window.localStorage.clear();
  if (choice) window.localStorage.setItem("loopline.language", choice);
  vi.stubGlobal("fetch", async () => answer);
  vi.spyOn(window.navigator, "languages", "get").mockReturnValue(languages);
  const [chosen, texts, pieces] = [
    await import("./chosen"),
    await import("./t"),
    await import("./rich"),
  ];
  return { ...chosen, ...texts, ...pieces };
}

beforeEach(() => window.localStorage.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("without a wish the page speaks English, and asks for nothing", async () => {
  const { t, language } = await spoken("", ["fr-FR"]);
  expect([language, t("Close"), t`${1} of ${2}`]).toEqual(["en", "Close", "1 of 2"]);
  expect(document.documentElement.lang).toBe("en");
});

test("a browser's first wish that is spoken here counts, and a person's choice before it", async () => {
  expect((await spoken("", ["fr-FR", "de-AT", "en"])).language).toBe("de");
  expect((await spoken("en", ["de-AT"])).language).toBe("en");
  expect((await spoken("xx", ["de-AT"])).language).toBe("de");
});

test("German puts values where its sentence has them, and reads numbers its way", async () => {
  const { t, as, rich, plainLocale } = await spoken("de", []);
  expect([t("Close"), t`${1} of ${2}`, as("state", "Open"), t("Not translated")]).toEqual([
    "Schließen",
    "Aus 2 sind es 1",
    "Offen",
    "Not translated",
  ]);
  expect(render(<p>{rich`See ${(<b>this</b>)} first.`}</p>).container.innerHTML).toBe(
    "<p>Zuerst <b>this</b> ansehen.</p>",
  );
  expect(new Intl.NumberFormat(plainLocale).format(1234.5)).toBe("1.234,5");
  expect(document.documentElement.lang).toBe("de");
});

test("where German cannot be loaded, the page speaks English", async () => {
  const { t } = await spoken("de", [], new Response("", { status: 503 }));
  expect(t("Close")).toBe("Close");
});

test("the language for looking at room keeps gaps and adds two fifths", async () => {
  const { t } = await spoken("en-XA", []);
  const long = t`${"Ada"} has no channel`;
  expect(long).toMatch(/^Ada hás nó chánnél ~+/);
  expect(long.length).toBeGreaterThan("Ada has no channel".length * 1.4);
});
