"""A table is level with another one after any number of calls, whatever it held before; what differs is found."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loopline.model.errors import Unavailable
from loopline.storage.sql.copies.carried_tables import Carried, carry_table, compare_table
from loopline.storage.sql.copies.table_pages import PAGE
from loopline.storage.sql.copies.table_parts import TablePart
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Row
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.schema import STATE
from tests.storage.postgres import told

TABLE, SCHEMA = TablePart(STATE.tables["seen_pages"]), "shard_0"
ROWS = st.sets(st.tuples(st.sampled_from("aéz"), st.integers(0, 3), st.binary(max_size=2)), max_size=8)


@pytest.fixture
def databases(tmp_path: Path, postgres_url: str) -> Iterator[tuple[Database, Database]]:
    """A file and a PostgreSQL database."""
    found = Database(tmp_path / "a.db"), Database(postgres_url, schema=SCHEMA)
    for database in found:
        bring_up(database, "state")
    yield found
    for database in found:
        database.close()


def filled(database: Database, rows: Sequence[Row]) -> list[Row]:
    """The table with these rows alone, a later one of the same key left out."""
    kept = list({row[:2]: row for row in rows}.values())
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM seen_pages")
        if kept:
            connection.exec_driver_sql("INSERT INTO seen_pages (key, slot, ids) VALUES (?, ?, ?)", kept)
    return kept


def carried(here: Database, there: Database) -> Carried:
    with here.write() as source:
        return carry_table(source, there, TABLE, lambda rows: None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS, ROWS)
def test_whatever_was_there_it_is_level_afterwards_and_a_second_call_writes_nothing(
    databases: tuple[Database, Database], ours: set[Row], theirs: set[Row]
) -> None:
    for here, there in (databases, databases[::-1]):
        count = len(filled(here, sorted(ours)))
        filled(there, sorted(theirs))
        assert carried(here, there).rows == count
        assert carried(here, there) == Carried(count, 0)
        with here.read() as source, there.read() as target:
            assert compare_table(source, target, TABLE) == compare_table(target, source, TABLE)


@pytest.mark.parametrize("spoilt", ["changed", "gone", "more"])
def test_what_differs_is_found_on_any_page_and_mended_by_a_page(
    databases: tuple[Database, Database], spoilt: str
) -> None:
    here, there = databases
    filled(here, [(f"p{n:05}", 0, b"\x00%d" % n) for n in range(3 * PAGE + 7)])
    assert carried(here, there) == Carried(3 * PAGE + 7, 3 * PAGE + 7)
    change = {
        "changed": "UPDATE seen_pages SET ids = 'x' WHERE key = 'p02500'",
        "gone": "DELETE FROM seen_pages WHERE key >= 'p02500'",
        "more": "INSERT INTO seen_pages (key, slot, ids) VALUES ('q', 0, 'x')",
    }
    with there.write() as connection:
        connection.exec_driver_sql(change[spoilt])
    with here.read() as source, there.read() as target, told(Unavailable, "copy_differs"):
        compare_table(source, target, TABLE)
    assert carried(here, there) == Carried(3 * PAGE + 7, {"changed": PAGE, "gone": PAGE + 7, "more": 7}[spoilt])
    with here.read() as source, there.read() as target:
        assert compare_table(source, target, TABLE).pages == 4
