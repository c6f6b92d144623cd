"""The tables in ClickHouse and what is read of them as of a commit."""

import json
from collections.abc import Iterator

import pytest

from loopline.model.errors import Conflict
from loopline.storage.clickhouse import schema as c
from loopline.storage.clickhouse.facts import ClickFacts
from loopline.storage.clickhouse.server import ClickHouseServer
from loopline.storage.duckdb.facts import DuckFacts
from tests.storage.clickhouse.server import ClickHouse, clickhouse


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        yield running


def test_the_tables_have_the_columns_of_the_file() -> None:
    file = DuckFacts(threads=1)
    for table, fields in (("facts", c.FACTS), ("people", c.PEOPLE), ("merges", c.MERGES)):
        assert [row[0] for row in file.query(f"SELECT column_name FROM (DESCRIBE {table})")] == list(fields)
    file.close()


def test_a_commit_is_read_as_it_was_written() -> None:
    commit = c.Commit(7, 3, {0: c.Kept(4, "it's", 1), 5: c.Kept()}, 12, "me", c.SCHEMA, True)
    assert c.commit_of(7, 3, commit.kept(), True) == commit
    assert commit.of(9) == c.Kept()


@pytest.mark.parametrize(
    "value", ["", "it's", "a\\'b", "\\", "nul\0", "\n\té😀", "'; DROP TABLE facts; --", ["a'", "\\"], 5]
)
def test_a_literal_is_what_it_was(server: ClickHouse, value: object) -> None:
    asked = ClickHouseServer(server.fresh())
    assert asked.rows(f"SELECT {c.quoted(value)}") == [(value,)]
    asked.close()


def test_only_what_a_commit_names_is_there(server: ClickHouse) -> None:
    url = server.fresh()
    ClickFacts(url).close()
    asked = ClickHouseServer(url)
    asked.run("INSERT INTO merges VALUES ('a', 'b', 1, 0), ('a', 'c', 2, 0), ('b', 'c', 2, 1), ('x', 'y', 3, 0)")
    seen = {batch: sorted(asked.rows(c.merges(c.Commit(batch, 1)))) for batch in (0, 1, 2, 3)}
    assert seen == {0: [], 1: [("a", "b")], 2: [("a", "c")], 3: [("a", "c"), ("x", "y")]}
    assert asked.rows(c.merges(c.Commit(3, 3))) == [("x", "y")]
    asked.close()


def test_tables_of_a_newer_version_are_left_alone(server: ClickHouse) -> None:
    url = server.fresh()
    ClickFacts(url).close()
    asked = ClickHouseServer(url)
    kept = json.dumps({"shards": {}, "rows": 0, "writer": "", "schema": c.SCHEMA + 1})
    asked.run(f"INSERT INTO commits (batch, base, kept) VALUES (1, 0, {c.quoted(kept)})")
    with pytest.raises(Conflict) as newer:
        ClickFacts(url)
    assert newer.value.code == "schema_newer"
    asked.close()
