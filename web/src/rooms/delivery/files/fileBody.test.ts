// @vitest-environment jsdom
import { expect, test } from "vitest";
import { idOf, inBase64, sizeOf, typeOf } from "./fileBody";

test("a file is named by its name, without what an id cannot hold", () => {
  expect(idOf("Terms & Conditions 2026.final.pdf")).toBe("terms_conditions_2026_final");
  expect(idOf("___.png")).toBe("");
});

test("bytes go out in base64, whatever they are", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  const sent = atob(await inBase64(new Blob([bytes])));
  expect([...sent].map((one) => one.charCodeAt(0))).toEqual([...bytes]);
});

test("a file without a type is one of bytes", () => {
  expect(typeOf(new File([], "x"))).toBe("application/octet-stream");
});

test("sizes are told in the unit that is read best", () => {
  expect([999, 2_400, 1_500_000].map(sizeOf)).toEqual(["999 bytes", "2.4 KB", "1.5 MB"]);
});
