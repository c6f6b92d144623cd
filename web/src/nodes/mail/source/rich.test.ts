/** Words survive the rich box: what it knows comes back as it was, and what it does not know is not given to it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { htmlOf, richOf } from "./rich";

const KEPT = [
  "Hello",
  'Hi {{fallback first_name "there"}}, how are you?',
  "1 &lt; 2 &amp; 3",
  "Good<br />to have you",
  '<p>One</p><p style="margin:0">Two</p>',
  'See <a class="ll-link" href="https://example.com/?a=1&amp;b={{id}}" style="color:{{brand.link}}">this</a>.',
  "<strong>Bold</strong> and <em>slanted</em> and <strong><em>both</em></strong>",
  '<p>Then</p><ul style="margin:0"><li>One</li><li style="x">Two {{a}}</li></ul><ol><li>A</li></ol>',
  "{{#if a}}yes{{else}}no{{/if}}",
];

test.each(KEPT)("%s comes back as it was", (html) => {
  const rich = richOf(html);
  const back = rich && htmlOf(rich);
  const order = (text: string) =>
    text.replace(/<a class="ll-link" (href="[^"]*")/, '<a $1 class="ll-link"');
  expect(back).toBe(order(html));
});

test.each([
  "<h1>Title</h1>",
  "<table><tr><td>x</td></tr></table>",
  '<span style="color:red">x</span>',
  "<!-- x -->",
  "<p>never closed <b>x</p>",
  "<ul><li>a<ul><li>b</li></ul></li></ul>",
  "<a>no address</a>",
  '<img src="x">',
  "<b>open",
])("%s stays as it is: the box would lose something", (html) => {
  expect(richOf(html)).toBeNull();
});

const part = fc.constantFrom(
  "a",
  " ",
  "{{x}}",
  "<br />",
  "<p>",
  "</p>",
  "<b>",
  "</b>",
  "<em>",
  "</em>",
  "<ul>",
  "</ul>",
  "<li>",
  "</li>",
  '<a href="u">',
  "</a>",
  "&amp;",
  "&euro;",
  "<",
  "\n",
);

test("what was printed once is printed the same again, and no word or field is lost", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
      const source = parts.join("");
      const rich = richOf(source);
      if (!rich) return;
      const once = htmlOf(rich);
      const again = richOf(once);
      expect(again && htmlOf(again)).toBe(once);
      const bare = (text: string) =>
        text
          .replace(/<\/?[a-z][^>]*>|\s/g, "")
          .replace(/&lt;/g, "<")
          .replace(/&amp;/g, "&");
      expect(bare(once)).toBe(bare(source));
    }),
    { numRuns: 2_000 },
  );
});
