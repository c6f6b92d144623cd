"""Schemas of a copy take the place of empty ones in one transaction, and of nothing else."""

from contextlib import closing

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.copies.waiting_schemas import (
    META,
    is_there_already,
    put_in_place,
    schema_of,
    schemas_of,
    set_schemas_aside,
    waiting_schema,
)
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Row
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore
from tests.contracts.made import events
from tests.storage.postgres import told

SHARDS = 3
STATE = schema_of("state")


def waits(url: str, shards: int) -> list[Row]:
    """A record that waits; its rows of META."""
    homes = [("state", shard) for shard in range(shards)] + [("log", 0), ("desk", 0)]
    for family, shard in homes:
        with closing(Database(url, schema=waiting_schema(schema_of(family, shard)))) as database:
            bring_up(database, family)
            if family == "state":
                with database.write() as connection:
                    connection.exec_driver_sql("UPDATE meta SET position = 7, birth = ?", (f"ours {shard}",))
    return [meta(url, waiting_schema(schema_of("state", shard))) for shard in range(shards)]


def meta(url: str, schema: str = STATE) -> Row:
    with closing(Database(url)) as database, database.read() as connection:
        return connection.exec_driver_sql(META.format(schema=schema)).one()


def schemas(url: str, like: str) -> list[str]:
    with closing(Database(url)) as database, database.read() as connection:
        asked = "SELECT nspname FROM pg_namespace WHERE nspname LIKE ? ORDER BY nspname"
        return [str(name) for (name,) in connection.exec_driver_sql(asked, (like,))]


def opened(url: str) -> None:
    """Whoever has this database next finds the tables there."""
    with closing(Database(url)) as database, database.write() as connection:
        for name in [*schemas(url, "shard_%"), *schemas(url, "copying_%")]:
            if name != STATE:
                connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    for store in (SqlLog(url), SqlState(url), StudioStore(url)):
        store.close()


@pytest.mark.parametrize("shards", [1, SHARDS])
def test_it_takes_the_place_of_empty_ones_and_is_known_again(postgres_url: str, shards: int) -> None:
    source = waits(postgres_url, shards)
    with closing(Database(postgres_url)) as database:
        put_in_place(database, source)
        assert [meta(postgres_url, schema_of("state", shard)) for shard in range(shards)] == source
        with database.read() as connection:
            assert is_there_already(connection, source)
            with told(Conflict, "store_in_use"):
                is_there_already(connection, [*source[:-1], (source[-1][0], 8, *source[-1][2:])])
        end = set_schemas_aside(database, shards)
        assert meta(postgres_url, f"{STATE}{end}") == source[0]
        assert not set(schemas_of(shards)) & set(schemas(postgres_url, "%"))
        with database.read() as connection:
            assert not is_there_already(connection, source)
    opened(postgres_url)


def test_what_holds_anything_stays_and_what_waits_waits_on(postgres_url: str) -> None:
    source = waits(postgres_url, 1)
    with closing(SqlLog(postgres_url)) as log:
        log.append([events(1, 3)])
        with closing(Database(postgres_url)) as database, told(Conflict, "store_in_use"):
            put_in_place(database, source)
        assert log.end() == 3
    assert meta(postgres_url, waiting_schema(STATE)) == source[0]
    opened(postgres_url)


def test_a_record_in_any_shard_is_a_record(postgres_url: str) -> None:
    source = waits(postgres_url, 1)
    with closing(Database(postgres_url, schema="shard_2")) as other:
        bring_up(other, "state")
        with other.write() as connection:
            connection.exec_driver_sql("INSERT INTO pruned (id) VALUES (7)")
    with closing(Database(postgres_url)) as database, told(Conflict, "store_in_use"):
        put_in_place(database, source)
    opened(postgres_url)


def test_a_copy_of_more_shards_that_was_given_up_leaves_nothing(postgres_url: str) -> None:
    waits(postgres_url, SHARDS)
    source = waits(postgres_url, 1)
    with closing(Database(postgres_url)) as database:
        put_in_place(database, source)
    assert schemas(postgres_url, "copying_%") == [] and schemas(postgres_url, "shard_%") == [STATE]
    opened(postgres_url)
