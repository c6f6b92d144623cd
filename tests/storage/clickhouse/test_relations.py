"""A question that names tables, or joins them, in a way of its own has the answer that a facts file gives."""

from collections.abc import Iterator

import pytest

from loopline.storage.clickhouse.facts import ClickFacts
from loopline.storage.clickhouse.needs import COLUMNS, wanted
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.contracts.made import fact, person
from tests.storage.clickhouse.server import clickhouse

TOLD = (
    fact("ann", position=1, name="a"),
    fact("ann", position=2, name="b"),
    person("ann", 3),
    fact("bob", "merged", 4, name="cid"),
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ClickFacts, DuckFacts]]:
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        facts, file = ClickFacts(running.fresh()), DuckFacts(threads=1)
        for one in (facts, file):
            one.append(1, lines_of(TOLD))
        yield facts, file
        facts.close()
        file.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT other FROM merges AS m(\"into\", other) WHERE other = 'bob'",
        "SELECT f.position FROM people p ASOF JOIN facts f ON p.person = f.person AND p.position >= f.position "
        "WHERE f.name = 'a'",
        "SELECT f.position FROM facts f ASOF JOIN people p ON p.person = f.person AND f.position <= p.position "
        "WHERE f.name = 'a'",
        "SELECT count(*) FROM (SELECT * FROM facts ORDER BY position) f POSITIONAL JOIN merges m WHERE m.other = 'bob'",
        "SELECT count(*) FROM merges m POSITIONAL JOIN facts f WHERE f.name = 'b'",
        "WITH facts AS (SELECT 'a' AS name) SELECT name FROM facts WHERE name = 'a'",
    ],
)
def test_both_give_the_same_answer(both: tuple[ClickFacts, DuckFacts], sql: str) -> None:
    facts, file = both
    assert facts.query(sql) == file.query(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM facts AS f(name, kind) WHERE name = 'a'",
        "SELECT 1 FROM facts TABLESAMPLE 3 ROWS WHERE kind = 'a'",
        "SELECT 1 FROM facts WHERE kind = 'a' USING SAMPLE 3",
        "SELECT 1 FROM people p ASOF JOIN facts f ON p.seq >= f.seq WHERE f.kind = 'a'",
        "SELECT 1 FROM facts f POSITIONAL JOIN people p WHERE f.kind = 'a'",
        "SELECT 1 FROM facts PIVOT (max(seq) FOR kind IN ('a' AS name)) WHERE name = 'a'",
    ],
)
def test_no_row_is_left_out_that_decides_about_another(sql: str) -> None:
    assert wanted([(sql, ())])["facts"].where == ""


def test_one_that_others_are_found_for_is_read_as_the_where_says() -> None:
    sql = "SELECT 1 FROM facts f ASOF JOIN people p ON p.seq >= f.seq WHERE f.kind = 'a'"
    assert wanted([(sql, ())])["facts"].where == "(`kind` = 'a')"


def test_columns_with_other_names_are_all_read() -> None:
    assert set(wanted([("SELECT a FROM facts AS f(a)", ())])["facts"].columns) == set(COLUMNS["facts"])
