/** The studio's sources with their types, and which of their texts are left as they are. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** What no person reads as the studio's words: generated, invented or tested. */
const OUTSIDE = /\.test\.|\.d\.ts$|^src\/(api\/generated|api\/mock|testing)\//;

/** Every source file that may hold text: its name, its tree, and what in it is no text. */
export function sources(root = process.cwd()) {
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(parsed.fileNames, parsed.options);
  const left = JSON.parse(readFileSync(path.join(root, "build/texts/exempt.json"), "utf8"));
  const files = program
    .getSourceFiles()
    .map((file) => ({ file, name: path.relative(root, file.fileName) }))
    .filter(({ name }) => name.startsWith("src/") && !OUTSIDE.test(name))
    .map((one) => ({ ...one, exempt: exemptIn(one.name, left) }));
  return { checker: program.getTypeChecker(), files };
}

/** Whether a text of this file is none of ours: the whole file is exempt, the text itself, or a part of it in this file. */
function exemptIn(name, left) {
  if (left.files.some((one) => name.startsWith(one))) return () => true;
  const parts = left.parts[name] ?? [];
  return (text) => left.texts.includes(text) || parts.some((part) => text.includes(part));
}
