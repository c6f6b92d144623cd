/** The house's import rule: generated, language < canvas, api, ui < mock < nodes < rooms < app; rooms do not import rooms; canvas knows no React. */
import path from "node:path";

const LEVEL = {
  generated: 0,
  language: 0,
  canvas: 1,
  api: 1,
  ui: 1,
  mock: 2,
  nodes: 3,
  rooms: 4,
  app: 5,
};

/** Folders of api/ that are zones of their own: types that everybody may name, and a server that is none. */
const WITHIN_API = ["generated", "mock"];

/** The zone of a file under src/, such as { top: "rooms", room: "decisions" }; null outside src/ or at its root. */
export function zoneOf(file, src) {
  const parts = path.relative(src, file).split(path.sep);
  if (parts[0] === ".." || parts.length < 2 || !(parts[0] in LEVEL)) return null;
  if (parts[0] === "api" && WITHIN_API.includes(parts[1])) return { top: parts[1], room: "" };
  return { top: parts[0], room: parts[0] === "rooms" ? parts[1] : "" };
}

/** Why `from` may not import `to`; an empty text when it may. */
export function refusal(from, to) {
  if (!from || !to) return "";
  if (from.top === to.top)
    return from.room === to.room ? "" : `room ${from.room} may not import room ${to.room}`;
  return LEVEL[to.top] < LEVEL[from.top] ? "" : `${from.top} may not import ${to.top}`;
}

export const zones = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const src = path.resolve(context.cwd, "src");
    const file = context.filename;
    const from = zoneOf(file, src);
    function look(node) {
      const source = node.source?.value;
      if (typeof source !== "string") return;
      if (
        from?.top === "canvas" &&
        /^(react|react-dom|@xyflow|@mantine|@tanstack)(\/|$)/.test(source)
      ) {
        context.report({ node, message: `canvas is pure: it may not import ${source}` });
      }
      let target = null;
      if (source.startsWith("@/")) target = path.join(src, source.slice(2));
      else if (source.startsWith(".")) target = path.resolve(path.dirname(file), source);
      if (target === null) return;
      const text = refusal(from, zoneOf(target, src));
      if (text) context.report({ node, message: text });
    }
    return {
      ImportDeclaration: look,
      ExportNamedDeclaration: look,
      ExportAllDeclaration: look,
      ImportExpression: look,
    };
  },
};
