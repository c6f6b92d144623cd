/** Conditions as the rule builder spells them, for tests that hold it to the server: a JSON text a line in and out. */
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

/** So many rows of each kind are shown as examples. */
const EACH = 12;
const vite = await createServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  logLevel: "error",
  appType: "custom",
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true, include: [] },
});
const { parseRules, writeRules } = await vite.ssrLoadModule("/src/canvas/rules/tree.ts");
const { spelledAnew } = await vite.ssrLoadModule("/src/testing/spelled.ts");
if (process.argv.includes("--examples")) {
  const { ROWS } = await vite.ssrLoadModule("/src/canvas/rules/arbitrary.ts");
  const { group, rule } = await vite.ssrLoadModule("/src/canvas/rules/tree.ts");
  const fc = await vite.ssrLoadModule("fast-check");
  for (const [kind, rows] of Object.entries(ROWS))
    for (const row of fc.sample(rows, { numRuns: EACH, seed: 1 }))
      process.stdout.write(
        `${JSON.stringify({ kind, text: writeRules(group("all", rule(row))) })}\n`,
      );
  await vite.close();
  process.exit();
}
for await (const line of createInterface({ input: process.stdin })) {
  const rules = parseRules(JSON.parse(line));
  const answer = { kept: writeRules(rules), anew: writeRules(spelledAnew(rules)) };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await vite.close();
