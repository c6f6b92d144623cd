/**
 * The studio's texts and its catalogues.
 *
 *   node build/texts/main.mjs check    fails on a text that no catalogue holds, and on a catalogue that does not fit
 *   node build/texts/main.mjs write    puts every such text into a call of the catalogue (run prettier afterwards)
 *   node build/texts/main.mjs missing  prints the sentences that have no German yet, as JSON
 *   node build/texts/main.mjs tidy     takes orphaned sentences out of the catalogue and sorts it
 */
import { readFileSync, writeFileSync } from "node:fs";
import { faultsOf, keysOf } from "./keys.mjs";
import { neverShown } from "./never.mjs";
import { sources } from "./program.mjs";
import { rewritten } from "./write.mjs";

const CATALOGUE = "src/language/german.json";
const say = (line) => process.stdout.write(`${line}\n`);
const kept = JSON.parse(readFileSync("build/texts/kept.json", "utf8"));
const catalogue = JSON.parse(readFileSync(CATALOGUE, "utf8"));

function write() {
  const { checker, files } = sources();
  for (const { file, name, exempt } of files) {
    const { text, found } = rewritten(file, checker, exempt);
    if (text === file.text) continue;
    writeFileSync(name, text);
    say(`${name}: ${found.length}`);
  }
}

function check() {
  const { checker, files } = sources();
  const literal = files.flatMap(({ file, name, exempt }) =>
    rewritten(file, checker, exempt).found.map(({ node, text }) => {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      return `${name}:${line + 1}: ${JSON.stringify(text)} stands in no catalogue; write t("…"), or run npm run texts:write`;
    }),
  );
  const faults = faultsOf(
    files.flatMap(({ file }) => keysOf(file)),
    catalogue,
  );
  const told = Object.entries(faults).flatMap(([what, keys]) =>
    keys.map((key) => `${CATALOGUE}: ${what}: ${JSON.stringify(key)}`),
  );
  const never = neverShown(Object.keys(catalogue), kept).map(
    (key) =>
      `${CATALOGUE}: ${JSON.stringify(key)} has a word that is never shown: build/texts/never.mjs`,
  );
  const all = [...literal, ...told, ...never];
  for (const line of all) say(line);
  say(`${Object.keys(catalogue).length} sentences, ${all.length} faults`);
  process.exit(all.length ? 1 : 0);
}

function missing() {
  const keys = sources().files.flatMap(({ file }) => keysOf(file));
  say(JSON.stringify(faultsOf(keys, catalogue).missing, null, 1));
}

function tidy() {
  const asked = new Set(sources().files.flatMap(({ file }) => keysOf(file)));
  const kept = Object.entries(catalogue).filter(([key]) => asked.has(key));
  kept.sort(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(CATALOGUE, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

const acts = { check, write, missing, tidy };
(acts[process.argv[2]] ?? check)();
