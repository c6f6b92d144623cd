/** Text to rows to text: the same question, and what nobody touched to the letter. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spelledAnew } from "@/testing/spelled";
import { COMPARISONS, readLiteral, type Row, type RowKind } from "./row";
import { changeAt, group, parseRules, rule, writeRules, type Group, type Item } from "./tree";

const field = fc.constantFrom("plan", "account.seats", "event.amount", "entry.order_id");
const op = fc.constantFrom(...COMPARISONS);
const text = fc
  .string({ minLength: 1, maxLength: 12 })
  .filter((one) => !/[\0-\x1f]/.test(one) && one.trim() !== "");
const number = fc.oneof(fc.integer(), fc.constantFrom(0.5, -2.25));
const value = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const name = fc.constantFrom("login", "order placed", 'a "b"');
const negated = fc.boolean();
const span = fc.constantFrom(
  { within: "30d", since: "" },
  { within: "", since: "entry.at" },
  { within: "", since: 'start_of("month")' },
  { within: "", since: "" },
);
const where = fc.constantFrom("", 'plan == "free"', 'a > 1 and (b == "x, y)" or c)');
const asked = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.tuple(span, fc.record(fields)).map(([part, rest]) => ({ ...rest, ...part }));

/** Any row of each kind. */
const ROWS: { [K in RowKind]: fc.Arbitrary<Row> } = {
  field: fc.record({
    kind: fc.constant("field"),
    field,
    op,
    value: fc.oneof(value, fc.record({ field })),
  }),
  one_of: fc.record({
    kind: fc.constant("one_of"),
    field,
    negated,
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  has: fc.record({ kind: fc.constant("has"), field, negated }),
  truth: fc.record({ kind: fc.constant("truth"), field, negated }),
  words: fc.record({
    kind: fc.constant("words"),
    field,
    negated,
    value: text,
    what: fc.constantFrom("contains", "starts_with", "ends_with", "matches"),
  }),
  between: fc.record({ kind: fc.constant("between"), field, low: number, high: number }),
  share: fc.record({
    kind: fc.constant("share"),
    field,
    of: field,
    op,
    value: fc.constantFrom(0.8, 1, 0.125),
  }),
  age: fc.record({
    kind: fc.constant("age"),
    field,
    op,
    value: number,
    unit: fc.constantFrom("days_since", "hours_since", "days_until", "hours_until"),
  }),
  day: fc.record({ kind: fc.constant("day"), field, op, value: fc.constant("2026-01-31") }),
  size: fc.record({ kind: fc.constant("size"), field, op, value: fc.nat() }),
  count: asked({ kind: fc.constant("count" as const), event: name, where, op, value: fc.nat() }),
  amount: asked({
    kind: fc.constant("amount" as const),
    what: fc.constantFrom(
      "sum" as const,
      "avg" as const,
      "min" as const,
      "max" as const,
      "distinct" as const,
    ),
    event: name,
    property: name,
    where,
    op,
    value: number,
  }),
  each: fc.record({
    kind: fc.constant("each"),
    what: fc.constantFrom("min_count", "max_count"),
    event: name,
    period: fc.constant("1w"),
    times: fc.nat(),
    op,
    value: fc.nat(),
  }),
  since: fc.record({
    kind: fc.constant("since"),
    event: name,
    unit: fc.constantFrom("days_since", "hours_since"),
    op,
    value: fc.nat(),
  }),
  sequence: fc.record({
    kind: fc.constant("sequence"),
    negated,
    first: name,
    then: name,
    property: name,
    time: fc.constant("2d"),
  }),
  member: fc.record({
    kind: fc.constant("member"),
    of: fc.constantFrom("in_segment", "in_list", "in_journey"),
    name,
    negated,
  }),
  receipt: fc.record({
    kind: fc.constant("receipt"),
    what: fc.constantFrom("opened", "clicked", "delivered", "replied", "reacted"),
    node: name,
    negated,
  }),
  received: fc.record({
    kind: fc.constant("received"),
    message: name,
    channel: fc.constantFrom("", "sms"),
    within: fc.constantFrom("", "7d"),
    negated,
  }),
  may: fc.record({
    kind: fc.constant("may"),
    channel: fc.constant("sms"),
    topic: fc.constantFrom("", "news"),
    negated,
  }),
  score: fc.record({ kind: fc.constant("score"), model: name, op, value: fc.constantFrom(0.7, 3) }),
  text: fc.constantFrom(
    { kind: "text", text: "a + b > 2 * c" },
    { kind: "text", text: 'lower(plan) == "pro"' },
  ),
};
const anyRow = fc.oneof(...Object.values(ROWS));
const LENIENT: readonly RowKind[] = ["field", "words", "age", "truth", "between"];
const anyRule = fc
  .tuple(anyRow, fc.boolean())
  .map(([row, lenient]) => rule(row, lenient && LENIENT.includes(row.kind)));

/** Groups of two and more, so deep as the builder draws them. */
const anyGroup = (deeper: number): fc.Arbitrary<Group> =>
  fc
    .tuple(
      fc.constantFrom("all", "any", "none"),
      fc.array(
        deeper > 0 ? fc.oneof<fc.Arbitrary<Item>[]>(anyRule, anyGroup(deeper - 1)) : anyRule,
        { minLength: 2, maxLength: 4 },
      ),
    )
    .map(([join, items]) => group(join as Group["join"], ...items));

/** Two receipts of one message that stand side by side are read as one question; that is another tree of the same text. */
const unambiguous = (one: Group) =>
  !/"\) or clicked/.test(writeRules(one)) || /reacted/.test(JSON.stringify(one));

describe("rows and text", () => {
  test.each(Object.keys(ROWS) as RowKind[])("a row of the kind %s is read back", (kind) => {
    fc.assert(
      fc.property(ROWS[kind], (row) => {
        expect(parseRules(writeRules(group("all", rule(row)))).items).toMatchObject([{ row }]);
      }),
    );
  });

  test("groups written and read again are the same groups", () => {
    fc.assert(
      fc.property(anyGroup(2).filter(unambiguous), (tree) => {
        expect(spelledAnew(parseRules(writeRules(tree)))).toEqual(tree);
      }),
      { numRuns: 300 },
    );
  });

  test("any text at all survives the builder, to the letter", () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(writeRules(parseRules(typed))).toBe(typed);
      }),
    );
  });

  test("rows that nobody touched keep their spelling", () => {
    fc.assert(
      fc.property(anyGroup(1), anyRow, (tree, row) => {
        const odd = writeRules(tree).replaceAll(" == ", "   ==  ");
        const read = parseRules(odd);
        const [, ...kept] = read.items;
        const changed = writeRules(changeAt(read, [0], rule(row)));
        for (const item of kept) expect(changed).toContain(item.source);
      }),
    );
  });

  test.each([
    '(a == 1 or b == 2) and plan == "free"',
    "a == 1 and b == 2 or c == 3",
    'not (a == 1 and opened("x"))',
    "plan not in [\"free\", 'starter']",
    'distinct("opened", "project", within="7d", ago="7d") >= 3',
    'any(event.items, sku == "x" and price >= 50) and all(tags, not contains(item, "b"))',
    'items[0].sku == "x" and items[-1].price > 5',
    'matches(email, "[.]com$") and hour(now()) >= 18 and coalesce(a, b, 1) == round(c, 2)',
  ])("%s keeps its meaning when it is spelled anew", (typed) => {
    expect(writeRules(spelledAnew(parseRules(typed))).replace(/[()]/g, "")).toBe(
      typed.replaceAll("'", '"').replace(/[()]/g, ""),
    );
  });

  test("one formula turns no other row into text", () => {
    const read = parseRules('plan == "free" and (seats + 1) * 2 > limit and has(email)');
    expect(read.items.map((item) => item.kind === "rule" && item.row.kind)).toEqual([
      "field",
      "text",
      "has",
    ]);
  });

  test("groups nest four deep, and what lies deeper stays as it is written", () => {
    const deep = "a == 1 and (b == 1 or (c == 1 and (d == 1 or (e == 1 and f == 1))))";
    const kinds: string[] = [];
    for (let at: Item | undefined = parseRules(deep); at?.kind === "group"; at = at.items[1])
      kinds.push(at.join);
    expect(kinds).toEqual(["all", "any", "all", "any"]);
    expect(writeRules(spelledAnew(parseRules(deep)))).toBe(deep);
  });

  test("matches if it is not known, and is read back as the same row", () => {
    const row: Row = { kind: "age", field: "seen", unit: "days_since", op: ">=", value: 14 };
    const written = writeRules(group("all", rule(row, true)));
    expect(written).toBe("(not has(seen) or days_since(seen) >= 14)");
    expect(parseRules(written).items).toMatchObject([{ kind: "rule", row, lenient: true }]);
    expect(parseRules("not has(seen) or days_since(gone) >= 14").items).toHaveLength(2);
  });

  test("what is not filled in yet is left out, with the groups that hold nothing else", () => {
    const blank = rule({ kind: "has", field: "", negated: false });
    const plan = rule({ kind: "truth", field: "vip", negated: false });
    expect(writeRules(group("all", plan, group("none", blank), blank))).toBe("vip");
    expect(writeRules(group("none", blank))).toBe("");
  });

  test("typed values become numbers, truths or text", () => {
    expect([
      readLiteral("3"),
      readLiteral("true"),
      readLiteral("pro"),
      readLiteral("007a"),
    ]).toEqual([3, true, "pro", "007a"]);
  });
});
