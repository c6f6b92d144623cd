import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPARISONS, parseRows, readLiteral, writeRows, type Row, type Rows } from "./condition";

const field = fc.constantFrom("plan", "account.seats", "event.amount", "entry.order_id");
const op = fc.constantFrom(...COMPARISONS);
const text = fc.string({ maxLength: 12 }).filter((one) => !/[\r\t\0-\x09\x0b-\x1f]/.test(one));
const number = fc.oneof(fc.integer(), fc.constantFrom(0.5, -2.25));
const value = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const name = fc.constantFrom("login", "order placed", 'a "b"');

const anyRow: fc.Arbitrary<Row> = fc.oneof<fc.Arbitrary<Row>[]>(
  fc.record({
    kind: fc.constant("field"),
    field,
    op,
    value: fc.oneof(value, fc.record({ field })),
  }),
  fc.record({
    kind: fc.constant("one_of"),
    field,
    negated: fc.boolean(),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("has"), field, negated: fc.boolean() }),
  fc.record({
    kind: fc.constant("count"),
    event: name,
    within: fc.constantFrom("", "30d"),
    op,
    value: fc.nat(),
  }),
  fc.record({
    kind: fc.constant("since"),
    event: name,
    unit: fc.constantFrom("days_since", "hours_since"),
    op,
    value: fc.nat(),
  }),
  fc.record({
    kind: fc.constant("member"),
    of: fc.constantFrom("in_segment", "in_list", "in_journey"),
    name,
    negated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("receipt"),
    what: fc.constantFrom("opened", "clicked"),
    node: name,
    negated: fc.boolean(),
  }),
  fc.constantFrom(
    { kind: "text", text: "account.seats_used / account.seats_limit >= 0.8" },
    { kind: "text", text: 'lower(plan) == "pro"' },
  ),
);

const anyRows: fc.Arbitrary<Rows> = fc
  .record({ join: fc.constantFrom("and", "or"), rows: fc.array(anyRow, { maxLength: 4 }) })
  .map((rows) => (rows.rows.length < 2 ? { ...rows, join: "and" } : rows));

describe("rows and text", () => {
  test("rows written and read again are the same rows", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(parseRows(writeRows(rows))).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  test("any text at all survives the builder", () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const once = writeRows(parseRows(typed));
        expect(writeRows(parseRows(once))).toBe(once);
      }),
    );
  });

  test.each([
    'current_plan != "enterprise" and seats_used >= seats_limit',
    'count("paywall_encountered", within="30d") >= 3 and not in_segment("recent_upgraders")',
    "event.amount > 100 and event.order_id == entry.order_id",
    'days_since(last("login")) >= 14 or account.seats_used / account.seats_limit >= 0.8',
    '(a == 1 or b == 2) and plan == "free"',
    "a == 1 and b == 2 or c == 3",
    'not (a == 1 and opened("x"))',
    "plan not in [\"free\", 'starter']",
    'count("exported", since=account.period_start) >= 3 and count("order", since=entry.at) == 0',
    'count("login", within="7d", ago="7d") >= 2 or count("login", since=start_of("month")) > 4',
    'min_count("login", "7d", 4) > 3 and distinct("opened", "project", within="7d") >= 3',
    'any(event.items, sku == "x" and price >= 50) and all(tags, not contains(item, "b"))',
    'items[0].sku == "x" and items[-1].price > 5',
    'matches(email, "[.]com$") and hour(now()) >= 18 and coalesce(a, b, 1) == round(c, 2)',
  ])("%s keeps its meaning", (typed) => {
    expect(writeRows(parseRows(typed))).toBe(typed.replaceAll("'", '"'));
  });

  test("or between brackets is one row of text", () => {
    expect(parseRows('(a == 1 or b == 2) and plan == "free"').rows.map((row) => row.kind)).toEqual([
      "text",
      "field",
    ]);
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
