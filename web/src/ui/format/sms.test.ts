import { expect, test } from "vitest";
import { smsHint, smsText, travels } from "./sms";

test.each([
  ["", 1],
  ["x".repeat(160), 1],
  ["x".repeat(161), 2],
  ["x".repeat(306), 2],
  ["x".repeat(307), 3],
  ["€".repeat(80), 1],
  ["€".repeat(81), 2],
  [`${"x".repeat(152)}€${"x".repeat(10)}`, 2],
  ["я".repeat(70), 1],
  ["я".repeat(71), 2],
  ["😀".repeat(35), 1],
  ["😀".repeat(36), 2],
  [`${"x".repeat(70)}ê`, 2],
  ["`", 1],
])("a text is counted as it travels (%#)", (text, segments) => {
  expect(smsText(text).segments).toBe(segments);
});

test("the letters that make a text wide are named", () => {
  expect(smsText("l’été “ok” `").wide).toEqual(["’", "“", "”", "`"]);
  expect(smsText("äöüß{}[]").wide).toEqual([]);
  expect(smsHint("l’été")).toBe("5 letters, 1 part, wide by ’, before fields are filled in.");
});

test("how a message left is told in a line", () => {
  expect(travels({ segments: 1, alphabet: "GSM-7", wide: "" })).toBe("1 SMS segment, GSM-7.");
  expect(travels({ segments: 2, alphabet: "UCS-2", wide: "’“" })).toBe(
    "2 SMS segments, UCS-2 because of ’ “.",
  );
});
