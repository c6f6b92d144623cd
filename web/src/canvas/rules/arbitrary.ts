/** Generated rows and groups of them, for property tests. */
import fc from "fast-check";
import { COMPARISONS, type Row, type RowKind } from "./row";
import { group, rule, type Group, type Item } from "./tree";

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
export const ROWS: { [K in RowKind]: fc.Arbitrary<Row> } = {
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
    values: fc.array(
      value.filter((one) => one !== null),
      { minLength: 1, maxLength: 3 },
    ),
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
    property: fc.constantFrom("amount", "price.net"),
    where,
    op,
    value: number,
  }),
  each: fc.record({
    kind: fc.constant("each"),
    what: fc.constantFrom("min_count", "max_count"),
    event: name,
    period: fc.constant("1w"),
    times: fc.integer({ min: 2, max: 31 }),
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
    first: fc.constantFrom("cart filled", "login"),
    then: fc.constantFrom("order placed", "paid"),
    property: fc.constant("cart_id"),
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
    message: fc.constantFrom("offers", "offers/mail"),
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
  score: fc.record({
    kind: fc.constant("score"),
    model: fc.constant("churn"),
    op,
    value: fc.constantFrom(0.7, 3),
  }),
  text: fc.constantFrom(
    { kind: "text", text: "a + b > 2 * c" },
    { kind: "text", text: 'lower(plan) == "pro"' },
  ),
};
export const anyRow = fc.oneof(...Object.values(ROWS));
const LENIENT: readonly RowKind[] = ["field", "words", "age", "truth", "between"];
const anyRule = fc
  .tuple(anyRow, fc.boolean())
  .map(([row, lenient]) => rule(row, lenient && LENIENT.includes(row.kind)));

/** Groups of two and more, so deep as the builder draws them. */
export const anyGroup = (deeper: number): fc.Arbitrary<Group> =>
  fc
    .tuple(
      fc.constantFrom("all", "any", "none"),
      fc.array(
        deeper > 0 ? fc.oneof<fc.Arbitrary<Item>[]>(anyRule, anyGroup(deeper - 1)) : anyRule,
        { minLength: 2, maxLength: 4 },
      ),
    )
    .map(([join, items]) => group(join as Group["join"], ...items));
