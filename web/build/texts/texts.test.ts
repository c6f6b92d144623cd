import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import ts from "typescript";
import { faultsOf, keysOf } from "./keys.mjs";
import { neverShown } from "./never.mjs";
import { rewritten } from "./write.mjs";

const read = (name: string) => JSON.parse(readFileSync(name, "utf8")) as Record<string, string>;
const german = read("src/language/german.json");
const kept = read("build/texts/kept.json");

/** What becomes of a source file, with the types that a small program of its own knows. */
function written(code: string, exempt?: (text: string) => boolean) {
  const host = ts.createCompilerHost({});
  const source = ts.createSourceFile("page.tsx", code, ts.ScriptTarget.ESNext, true);
  const program = ts.createProgram(
    ["page.tsx"],
    { jsx: ts.JsxEmit.Preserve, noLib: true, noResolve: true },
    {
      ...host,
      getSourceFile: (name) => (name === "page.tsx" ? source : undefined),
      writeFile: () => {},
      fileExists: (name) => name === "page.tsx",
    },
  );
  return rewritten(source, program.getTypeChecker(), exempt).text;
}

const body = (code: string) =>
  written(code)
    .replace(/^import .*\n/gm, "")
    .trim();

test("text between tags, in attributes and in sentences is asked of the catalogue", () => {
  expect(body(`const a = <p title="Close it">Nothing waits.</p>;`)).toBe(
    `const a = <p title={t("Close it")}>{t("Nothing waits.")}</p>;`,
  );
  expect(body("const b = (n: number) => `${n} people wait`;")).toBe(
    "const b = (n: number) => t`${n} people wait`;",
  );
});

test("a sentence with an element in it stays one sentence", () => {
  expect(body(`const a = <p>Read <b>this</b> first.</p>;`)).toBe(
    'const a = <p>{rich`Read ${<b>{t("this")}</b>} first.`}</p>;',
  );
});

test("an ending that depends on a number becomes a choice between two words", () => {
  expect(body('const a = (n: number) => `${n} signal${n === 1 ? "" : "s"} came`;')).toBe(
    'const a = (n: number) => t`${n} ${n === 1 ? t("signal") : t("signals")} came`;',
  );
});

test("names for the program stay as they are", () => {
  const code = `
    type Tone = "Good day" | "Bad day";
    const tone: Tone = "Good day";
    const is = (one: string) => one === "Some words" || one.startsWith("Other words");
    const view = <a className="big red box" href="/some/where">{tone}</a>;`;
  expect(written(code)).toBe(code);
});

test("what was wrapped before stays as it is, and what is exempt is left", () => {
  const once = written(`const a = <p>Nothing waits.</p>;`);
  expect(written(once)).toBe(once);
  expect(written(`const a = "Left as it is.";`, () => true)).toBe(`const a = "Left as it is.";`);
});

test("keys are read back from calls, and a catalogue that does not fit them is told", () => {
  const source = ts.createSourceFile(
    "a.tsx",
    'const all = [t("Close"), as("state", "Open"), t`${1} of ${2}`, rich`See ${3}`];',
    ts.ScriptTarget.ESNext,
    true,
    ts.ScriptKind.TSX,
  );
  const keys = keysOf(source);
  expect(keys).toEqual(["Close", "Open [state]", "{0} of {1}", "See {0}"]);
  const said = { Close: "Schließen ", "{0} of {1}": "{0} von", "See {0}": "Siehe {0}", Old: "Alt" };
  expect(faultsOf(keys, said)).toEqual({
    missing: ["Open [state]"],
    orphaned: ["Old"],
    gaps: ["{0} of {1}"],
    spaces: ["Close"],
  });
});

test("a word that is never shown is found, in any form, and no part of another word", () => {
  const odd = ["Mended in time", "Two Nodes", "the payload", "unknown counts as false"];
  const fine = ["Say why, then save.", "It sounds right", "{{node}} in an address", "truely"];
  expect(neverShown([...odd, ...fine])).toEqual(odd);
});

test("no text of the studio has a word that is never shown, and none is kept that is gone", () => {
  expect(neverShown(Object.keys(german), kept)).toEqual([]);
  expect(Object.keys(kept).filter((text) => !Object.hasOwn(german, text))).toEqual([]);
});
