/** A class of a module is there when a component asks for it, and is asked for when it is there. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const SRC = path.resolve(import.meta.dirname, "../src");
const filesOf = (ending: string) =>
  readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(SRC, file));
const read = (file: string) => readFileSync(file, "utf8");
const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The classes that a module defines, as its importers name them. */
function classesOf(css: string): Set<string> {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/:global\([^)]*\)/g, "");
  const heads = [...plain.matchAll(/([^{}]+)\{/g)].map((found) => found[1] ?? "");
  return new Set(
    heads.flatMap((head) =>
      [...head.matchAll(/\.([a-z][\w-]*)/g)].map((one) => camel(one[1] ?? "")),
    ),
  );
}

interface Use {
  file: string;
  module: string;
  name: string;
}

/** Every `css.name` of every component. */
function usesOf(file: string): Use[] {
  const text = read(file);
  const body = text.replace(/^import .*$/gm, "");
  const imports = text.matchAll(/import (\w+) from "([^"]+\.module\.css)"/g);
  return [...imports].flatMap(([, variable = "", spec = ""]) => {
    const module = spec.startsWith("@/")
      ? path.join(SRC, spec.slice(2))
      : path.resolve(path.dirname(file), spec);
    const names = body.matchAll(new RegExp(`(?<![\\w./])${variable}\\.(\\w+)`, "g"));
    return [...names].map((found) => ({ file, module, name: found[1] ?? "" }));
  });
}

const modules = filesOf(".module.css");
const uses = filesOf(".tsx").flatMap(usesOf);

test("no component asks for a class that its module has not", () => {
  expect(modules.length).toBeGreaterThan(50);
  const missing = uses.filter(({ module, name }) => !classesOf(read(module)).has(name));
  expect(missing.map(({ file, name }) => `${path.relative(SRC, file)}: ${name}`)).toEqual([]);
});

test("no module has a class that nobody asks for", () => {
  const asked = new Set(uses.map(({ module, name }) => `${module} ${name}`));
  const idle = modules.flatMap((module) =>
    [...classesOf(read(module))]
      .filter((name) => !asked.has(`${module} ${name}`))
      .map((name) => `${path.relative(SRC, module)}: ${name}`),
  );
  expect(idle).toEqual([]);
});

test("a class is never written as text, but for those of React Flow", () => {
  const texts = filesOf(".tsx").flatMap((file) =>
    [...read(file).matchAll(/className=(?:\{cx\()?"([^"]+)"|classNames=\{[^}]*: "([^"]+)"/g)].map(
      (one) => one[1] ?? one[2] ?? "",
    ),
  );
  expect(texts.filter((text) => text !== "nodrag")).toEqual([]);
});
