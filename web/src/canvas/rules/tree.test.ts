/** Text to rows to text: the same question, and what nobody touched to the letter. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spelledAnew } from "@/testing/spelled";
import { anyGroup, anyRow, ROWS } from "./arbitrary";
import { readLiteral, type Row, type RowKind } from "./row";
import { changeAt, group, parseRules, rule, writeRules, type Group, type Item } from "./tree";

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
