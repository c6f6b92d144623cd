"""What a question may read: narrow where it says so, whole where it is not understood."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.learning.queries.units import CELLS
from loopline.storage.clickhouse.needs import COLUMNS, wanted
from loopline.storage.duckdb.facts import DuckFacts, Parameters
from loopline.storage.transaction_rules import lines_of
from tests.contracts.made import fact

JOINED = "FROM facts f JOIN people p USING (person)"


@pytest.mark.parametrize(
    ("sql", "parameters", "where"),
    [
        ("SELECT count(*) FROM facts", (), ""),
        ("SELECT count(*) FROM facts WHERE kind = ?", ["event"], "(`kind` = 'event')"),
        ("SELECT name FROM facts WHERE kind = 'it''s \\'", (), "(`kind` = 'it\\'s \\\\')"),
        (
            'SELECT 1 FROM facts WHERE "at" >= $a - 5 AND $b > "at" AND NOT (kind = \'x\')',
            {"a": 7, "b": 9},
            "(`at` >= 2 AND `at` < 9)",
        ),
        ("SELECT 1 FROM facts WHERE kind IN ('a', 'b') AND name <> ''", (), "(`kind` IN ('a', 'b'))"),
        ("SELECT 1 FROM facts WHERE list_contains($l, journey)", {"l": ["a", "b"]}, "(has(['a', 'b'], `journey`))"),
        ("SELECT 1 FROM facts WHERE list_contains($l, journey)", {"l": []}, ""),
        ("SELECT 1 FROM facts WHERE kind = $none", {"none": None}, ""),
        ("SELECT 1 FROM facts WHERE kind = 'a' OR value > 5", (), ""),
        ("SELECT 1 FROM facts WHERE (kind = 'a' OR name = 'b')", (), "((`kind` = 'a' OR `name` = 'b'))"),
        ("SELECT 1 FROM facts WHERE upper(kind) = 'A'", (), ""),
        ("SELECT 1 FROM facts WHERE value = 5", (), ""),
        ("SELECT 1 FROM events WHERE name = 'a'", (), "(kind = 'event' AND (`name` = 'a'))"),
        ("FROM facts WHERE kind = 'a' UNION ALL FROM facts WHERE kind = 'b'", (), "(`kind` = 'a') OR (`kind` = 'b')"),
        ("SELECT 1 FROM facts WHERE name = 5", (), ""),
        ("SELECT 1 FROM facts WHERE position = '5' AND seq = -5", (), "(`seq` = -5)"),
        ('SELECT 1 FROM facts WHERE "at" < ?', [2**70], ""),
        ("SELECT 1 FROM facts WHERE version IN (1, 2.5) AND name IN ('a', NULL)", (), ""),
        ("SELECT 1 FROM facts WHERE kind = 'a' UNION ALL SELECT 1 FROM facts", (), ""),
        (f"SELECT 1 {JOINED} WHERE f.kind = 'a' AND name = 'b'", (), "(`kind` = 'a')"),
        ("SELECT 1 FROM facts f LEFT JOIN facts g ON g.kind = 'b' WHERE f.kind = 'a'", (), ""),
        ("WITH facts AS (SELECT * FROM main.facts WHERE kind = 'a') SELECT 1 FROM facts", (), "(`kind` = 'a')"),
        ("WITH a AS (SELECT 1 FROM facts), facts AS (SELECT 1) SELECT * FROM a, facts", (), ""),
        ("SELECT (FROM facts f WHERE f.person = p.person AND f.kind = 'a') FROM people p", (), "(`kind` = 'a')"),
    ],
)  # fmt: skip
def test_rows(sql: str, parameters: Parameters, where: str) -> None:
    assert wanted([(sql, parameters)])["facts"].where == where


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("SELECT count(*) FROM facts", {"kind"}),
        ("SELECT \"at\" FROM facts f WHERE f.kind = 'a'", {"at", "kind"}),
        ("SELECT * EXCLUDE (data) FROM facts", set(COLUMNS["facts"])),
        ("SELECT f FROM facts f", set(COLUMNS["facts"])),
        ("SELECT 1 FROM facts NATURAL JOIN people", set(COLUMNS["facts"])),
        ("SELECT COLUMNS('a.*') FROM facts", set(COLUMNS["facts"])),
        ("SELEC what is this", set(COLUMNS["facts"])),
        ("SELECT 1; SELECT 2", set(COLUMNS["facts"])),
    ],
)
def test_columns(sql: str, columns: set[str]) -> None:
    assert set(wanted([(sql, ())])["facts"].columns) == columns


def test_questions_together_read_what_each_of_them_reads() -> None:
    one, two = (
        ("SELECT name FROM facts WHERE kind = ?", ["a"]),
        ("SELECT reason FROM facts WHERE kind = $k", {"k": "b"}),
    )
    found = wanted([one, two, one])
    assert found["facts"].where == "(`kind` = 'a') OR (`kind` = 'b')"
    assert found["facts"].columns == ["kind", "name", "reason"] and "people" not in found


def test_a_report_reads_its_journey_and_its_goals_event() -> None:
    asked = {"journey": "j", "goal": "bought", "within": 1, "now": 2}
    need = wanted([(CELLS, asked)])["facts"]
    assert "(kind = 'entered' AND (`journey` = 'j'))" in need.where
    assert "(`kind` = 'event' AND `name` = 'bought')" in need.where


CONDITIONS = st.recursive(
    st.sampled_from(
        [
            "kind = 'event'", "kind = $kind", "name IN ('a', 'b')", '"at" > $at', '"at" BETWEEN 2 AND $at + 3',
            "list_contains($names, name)", "value > 1", "value IS NULL", "name <> 'a'", "upper(name) = 'A'",
            "$at >= position", "version = '1'",
            "person IN (SELECT person FROM facts WHERE kind = 'goal')", "NOT name = 'a'", "kind = $missing",
        ]
    ),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner)
    | st.builds("NOT {}".format, inner.map(lambda one: f"({one})")),
    max_leaves=6,
)  # fmt: skip
ASKED: Mapping[str, object] = {"kind": "goal", "at": 4, "names": ["b", "c"], "missing": None}


@settings(max_examples=60, deadline=None)
@given(CONDITIONS)
def test_no_row_is_left_out_that_counts(condition: str) -> None:
    """ClickHouse's filter is asked here of DuckDB, with its `has` and its quotes."""
    given = {name: value for name, value in ASKED.items() if f"${name}" in condition}
    sql = f"SELECT position FROM facts WHERE {condition} ORDER BY position"
    where = wanted([(sql, given)])["facts"].where.replace("`", '"')
    where = where.replace("has([", "list_contains([") or "TRUE"
    whole = FACTS.query(sql, given)
    kept = FACTS.query(f"SELECT position FROM facts WHERE {where}")
    assert set(whole) <= set(kept)


def _made() -> DuckFacts:
    facts = DuckFacts(threads=1)
    kinds, names = ("event", "goal", "entered"), ("a", "b", "c", "")
    given = [fact(f"p{n % 3}", kinds[n % 3], n, name=names[n % 4], arm=str(n)) for n in range(1, 25)]
    facts.append(1, lines_of(given))
    return facts


FACTS = _made()
