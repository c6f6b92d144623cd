"""Tables are copied page by page between a file and PostgreSQL, there and back, and what differs is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.storage.sql.copies.table_pages import PAGE, copy_table
from loopline.storage.sql.copies.table_parts import TablePart
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Row
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.schema import STATE
from tests.storage.postgres import told

PRUNED, PAGES = TablePart(STATE.tables["pruned"]), TablePart(STATE.tables["seen_pages"])
SCHEMA = "shard_0"


@pytest.fixture
def databases(tmp_path: Path, postgres_url: str) -> Iterator[tuple[Database, Database, Database]]:
    """A file, a PostgreSQL database, another file."""
    found = Database(tmp_path / "a.db"), Database(postgres_url, schema=SCHEMA), Database(tmp_path / "b.db")
    for database in found:
        bring_up(database, "state")
    yield found
    for database in found:
        database.close()


def rows(database: Database, part: TablePart) -> list[Row]:
    with database.read() as connection:
        return connection.exec_driver_sql(f"SELECT * FROM {part.name} ORDER BY {part.key_names}").all()


def copied(here: Database, there: Database, table: TablePart) -> int:
    with here.write() as source, there.write() as target:
        return copy_table(source, target, table)


@pytest.mark.parametrize("count", [0, 1, PAGE, 2 * PAGE + 1])
def test_there_and_back_are_the_same_rows(databases: tuple[Database, Database, Database], count: int) -> None:
    file, server, back = databases
    pages = [(f"p:é{n // 3:06}", n % 3, b"\x00%d" % n) for n in range(count)]
    with file.write() as connection:
        for n in range(count):
            connection.exec_driver_sql("INSERT INTO pruned (id) VALUES (?)", (n * 7 - 50 - (n % 2 << 62),))
        connection.exec_driver_sql("INSERT INTO seen_pages (key, slot, ids) VALUES (?, ?, ?)", pages)
    for table in (PRUNED, PAGES):
        assert copied(file, server, table) == copied(server, back, table) == count
        assert rows(back, table) == rows(file, table)


def test_a_row_that_is_not_ours_is_found(databases: tuple[Database, Database, Database]) -> None:
    file, server, _ = databases
    for database, number in ((file, 1), (server, 2)):
        with database.write() as connection:
            connection.exec_driver_sql("INSERT INTO pruned (id) VALUES (?)", (number,))
    with told(Unavailable, "copy_differs"):
        copied(file, server, PRUNED)
    assert [number for (number,) in rows(server, PRUNED)] == [2], "nothing was copied"
