"""Rows of one shard are copied out of a table of all, and beside those of others into one."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopline.storage.sql.copies.carried_tables import carry_table, compare_table, forget_other_shards
from loopline.storage.sql.copies.table_parts import TablePart, parts_of_shard
from loopline.storage.sql.database import Database
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.schema import FAMILIES, LOG
from tests.contracts.made import events, read_ids

SHARDS = 3


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A log of each shard, with the same numbers in each, one of them trimmed."""
    made = [tmp_path / f"log-{shard}.db" for shard in range(SHARDS)]
    for shard, path in enumerate(made):
        with closing(SqlLog(path, shard)) as log:
            log.append([events(1 + 100 * shard, 4)])
            log.append([events(50 + 100 * shard, 2 + shard)])
            if shard == 1:
                assert log.trim(4, 9) == 1
    return made


@pytest.fixture
def one(postgres_url: str) -> Iterator[Database]:
    """A log of all."""
    with closing(Database(postgres_url, schema="log")) as database:
        bring_up(database, "log")
        yield database


def carry(here: Database, there: Database, shard: int) -> list[tuple[int, int, str]]:
    found = []
    for part in parts_of_shard(LOG.sorted_tables, shard):
        with here.read() as source:
            carry_table(source, there, part, lambda rows: None)
            with there.read() as target:
                same = compare_table(source, target, part)
        found.append((same.rows, same.pages, same.digest))
    return found


def test_files_become_one_table_and_files_again(
    files: list[Path], one: Database, postgres_url: str, tmp_path: Path
) -> None:
    there = []
    for shard, path in enumerate(files):
        with closing(Database(path)) as here:
            there.append(carry(here, one, shard))
            assert carry(here, one, shard) == there[-1], "again"
    with one.write() as connection:
        connection.exec_driver_sql("INSERT INTO entries (shard, position, count, payload) VALUES (7, 1, 1, 'x')")
    forget_other_shards(one, SHARDS)
    with one.read() as connection:
        counted = "SELECT shard, count(*) FROM entries GROUP BY shard ORDER BY shard"
        assert connection.exec_driver_sql(counted).all() == [(0, 2), (1, 1), (2, 2)]
    for shard, path in enumerate(files):
        back = tmp_path / f"back-{shard}.db"
        with closing(Database(back)) as database:
            bring_up(database, "log")
            assert carry(one, database, shard) == there[shard], "the digests are those of before"
        with closing(SqlLog(path, shard)) as before, closing(SqlLog(back, shard)) as after:
            with closing(SqlLog(postgres_url, shard)) as between:
                for log in (between, after):
                    assert read_ids(log, before.horizon(), 99) == read_ids(before, before.horizon(), 99)
                    assert (log.end(), log.horizon()) == (before.end(), before.horizon())
            assert after.append([events(900, 1)]) == [before.end() + 1]


def test_a_table_that_no_shard_shares_is_copied_whole() -> None:
    state = parts_of_shard(FAMILIES["state"].sorted_tables, 2)
    assert all(part.is_whole and part.where == "1 = 1" for part in state)
    neighbours = TablePart(FAMILIES["state"].tables["neighbours"])
    assert [column.name for column in neighbours.columns] == ["shard", "told", "heard"]
