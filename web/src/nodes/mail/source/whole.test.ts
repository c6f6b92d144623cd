/** What is being written waits until it is whole, and a field is asked for its words only where it may leave a blank. */
import { expect, test } from "vitest";
import { bareFields, isWhole, tagsEnd, withFallback } from "./whole";

test.each([
  ["<mj-text>Hi</mj-text>", true],
  ["{{#if a}}<mj-text>Hi<br></mj-text>{{/if}}", true],
  ['<mj-image src="x" />', true],
  ["<mj-text>Hi", false],
  ["<mj-text", false],
  ["Hi {{first", false],
  ["{{#if a}}x", false],
  ["<!-- x", false],
  ["<b>x</i>", false],
  ["x</mj-column>", false],
])("%s", (text, whole) => {
  expect(isWhole(text)).toBe(whole);
});

test("a tag that does not end is seen", () => {
  expect(tagsEnd('a {{fallback x "y"}} b')).toBe(true);
  expect(tagsEnd("a {{x")).toBe(false);
});

test("a field is bare where nothing asks for it, and gets its words there alone", () => {
  const source = "{{#if name}}{{name}}{{/if}} {{name}} {{#each items}}{{name}}{{/each}} {{other}}";
  expect(bareFields(source, ["name"])).toEqual(["name"]);
  expect(withFallback(source, "name", '{{fallback name "you"}}')).toBe(
    '{{#if name}}{{name}}{{/if}} {{fallback name "you"}} {{#each items}}{{name}}{{/each}} {{other}}',
  );
  expect(bareFields("{{#if name}}{{name}}{{/if}}", ["name"])).toEqual([]);
});
