/** What is made from the server's schemas is as they say. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate, placeOf } from "../../build/generate.mjs";

test("the generated types are those of the published schemas", async () => {
  for (const [name, text] of Object.entries(await generate()))
    expect(readFileSync(placeOf(name), "utf8"), `${name} is old: run npm run generate`).toBe(text);
});
