"""The columns of open facts are those of the facts, none is lost, and the page tells each of them."""

from pathlib import Path

import pytest

from loopline.model.fact import FACT_KINDS
from loopline.storage.duckdb import schema as stored
from loopline.storage.open_facts.schema import COLUMNS, FIRST_DAY, LAST_DAY, TABLE_NAMES, TableName, bounds
from tests.storage.open_facts.facts_on_disk import OnDisk

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "facts.md"
LEFT_OUT = {"number", "after_ms"}


def test_every_field_of_a_fact_is_open() -> None:
    open_ = " ".join(one.of for one in COLUMNS["facts"])
    missing = [name for name, _, _ in stored.COLUMNS if name not in LEFT_OUT and name not in open_]
    assert missing == []


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_a_file_has_the_columns_that_are_told(table: TableName, tmp_path: Path) -> None:
    import duckdb

    disk = OnDisk(tmp_path)
    disk.put()
    disk.open.catch_up()
    if table == "facts":
        assert [one.table for one in disk.open.files()] == ["lists", "merges", "people"]
        return
    told = duckdb.connect().execute(f"DESCRIBE FROM '{disk.open.folder}/{table}.parquet'").fetchall()
    assert [(one[0], one[1]) for one in told] == [(one.name, one.type) for one in COLUMNS[table]]


def test_the_page_tells_every_column_and_every_kind() -> None:
    page = PAGE.read_text()
    for table, columns in COLUMNS.items():
        assert f"## `{table}`" in page
        for one in columns:
            assert f"| `{one.name}` | {one.type} | {one.says} |" in page
    assert [kind for kind in FACT_KINDS if f"| `{kind}` |" not in page] == []


def test_every_moment_is_in_one_day() -> None:
    edges = [bounds(day) for day in (FIRST_DAY, FIRST_DAY + 1, LAST_DAY - 1, LAST_DAY)]
    assert edges[0][1] == edges[1][0] and edges[2][1] == edges[3][0]
    assert edges[0][0] < -(2**61) and edges[3][1] > 2**61
