"""Schemas of a copy take the place of empty ones in one transaction, and of nothing else."""

from contextlib import closing

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.copies.waiting_schemas import (
    META,
    SCHEMAS,
    is_there_already,
    put_in_place,
    set_schemas_aside,
    waiting_schema,
)
from loopline.storage.sql.database import Database
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore
from tests.contracts.made import events
from tests.storage.postgres import told

Row = tuple[object, ...]


@pytest.fixture
def source(postgres_url: str) -> Row:
    """A record that waits; its row of META."""
    for family, schema in SCHEMAS.items():
        with closing(Database(postgres_url, schema=waiting_schema(schema))) as database:
            bring_up(database, family)
            if family == "state":
                with database.write() as connection:
                    connection.exec_driver_sql("UPDATE meta SET position = 7, birth = 'ours'")
    return meta(postgres_url, waiting_schema(SCHEMAS["state"]))


def meta(url: str, schema: str = SCHEMAS["state"]) -> Row:
    with closing(Database(url)) as database, database.read() as connection:
        return connection.exec_driver_sql(META.format(schema=schema)).one()


def opened(url: str) -> None:
    for store in (SqlLog(url), SqlState(url), StudioStore(url)):
        store.close()


def test_it_takes_the_place_of_empty_ones_and_is_known_again(postgres_url: str, source: Row) -> None:
    with closing(Database(postgres_url)) as database:
        put_in_place(database, source)
        assert meta(postgres_url) == source
        with database.read() as connection:
            assert is_there_already(connection, source)
            with told(Conflict, "store_in_use"):
                is_there_already(connection, (source[0], 8, *source[2:]))
        end = set_schemas_aside(database)
        assert meta(postgres_url, f"{SCHEMAS['state']}{end}") == source
        with database.read() as connection:
            assert not is_there_already(connection, source)
    opened(postgres_url)


def test_what_holds_anything_stays_and_what_waits_waits_on(postgres_url: str, source: Row) -> None:
    with closing(SqlLog(postgres_url)) as log:
        log.append([events(1, 3)])
        with closing(Database(postgres_url)) as database, told(Conflict, "store_in_use"):
            put_in_place(database, source)
        assert log.end() == 3
    assert meta(postgres_url, waiting_schema(SCHEMAS["state"])) == source
