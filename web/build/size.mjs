/** What a first visit loads: the scripts that index.html names, compressed. Fails above 400 KB. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 400 * 1024;
const html = readFileSync("dist/index.html", "utf8");
const files = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((found) => found[1]);
const total = files.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
process.stdout.write(
  `first load: ${files.length} scripts, ${Math.round(total / 1024)} KB compressed\n`,
);
if (total > LIMIT) process.exit(1);
