/** No file imports itself through others: neither a value nor a type, since a circle of types is one house in two files. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const IMPORTED = /(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']/g;
const ENDINGS = ["", ".ts", ".tsx", "/index.ts", "/index.tsx"];

const isFile = (file) => existsSync(file) && statSync(file).isFile();

/** The file that an import names; null for packages and styles. */
function target(spec, from, src) {
  const base = spec.startsWith("@/") ? path.join(src, spec.slice(2)) : null;
  const place = base ?? (spec.startsWith(".") ? path.resolve(path.dirname(from), spec) : null);
  if (place === null) return null;
  const found = ENDINGS.map((ending) => place + ending).find(isFile);
  return found && /\.tsx?$/.test(found) ? found : null;
}

/** What each file imports, read once. */
const known = new Map();

function importsOf(file, src) {
  const cached = known.get(file);
  if (cached) return cached;
  const specs = [...readFileSync(file, "utf8").matchAll(IMPORTED)].map((found) => found[1]);
  const found = [...new Set(specs.map((spec) => target(spec, file, src)).filter(Boolean))];
  known.set(file, found);
  return found;
}

/** The way from a file back to itself, or null. `importsIn` tells what a file imports. */
export function circleOf(file, importsIn) {
  const seen = new Set();
  const open = [[file]];
  for (let way = open.pop(); way; way = open.pop()) {
    for (const next of importsIn(way[way.length - 1])) {
      if (next === file) return [...way, file];
      if (seen.has(next)) continue;
      seen.add(next);
      open.push([...way, next]);
    }
  }
  return null;
}

export const circles = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const src = path.resolve(context.cwd, "src");
    return {
      Program(node) {
        const circle = circleOf(context.filename, (file) => importsOf(file, src));
        if (!circle) return;
        const names = circle.map((file) => path.relative(src, file)).join(" -> ");
        context.report({ node, message: `imports go in a circle: ${names}` });
      },
    };
  },
};
