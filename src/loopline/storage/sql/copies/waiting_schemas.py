"""Schemas in which a copy is made wait beside those that are served, and take their place in one transaction."""

from collections.abc import Sequence
from itertools import chain, count
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Row, SqlConnection
from loopline.storage.sql.schema import FAMILIES

WAITING: Final = "copying_"
META: Final = "SELECT birth, position, epoch, turn, chunk FROM {schema}.meta WHERE id = 1"
SHARDS: Final = "SELECT nspname FROM pg_namespace WHERE nspname ~ ? ORDER BY nspname"
OF_SHARDS: Final = "shard_[0-9]+$"


def schema_of(family: str, shard: int = 0) -> str:
    """Where a family of tables stands: each shard has a schema for its state, and all have one log."""
    return f"shard_{shard}" if family == "state" else family


def schemas_of(shards: int) -> list[str]:
    """All schemas of a record."""
    return [*(schema_of("state", shard) for shard in range(shards)), schema_of("log"), schema_of("desk")]


def waiting_schema(schema: str) -> str:
    """The schema in which the copy of another one is made: no start looks there."""
    return f"{WAITING}{schema}"


def is_there_already(connection: SqlConnection, source: Sequence[Row]) -> bool:
    """Whether a database has this very record, as an earlier copy has left it. `source`: its rows of META, by shard.

    Raises Conflict `store_in_use` for one that has another history, or that has gone on since.
    """
    schemas = [schema_of("state", shard) for shard in range(len(source))]
    found = [_meta(connection, schema) for schema in schemas]
    if found == list(source):
        return True
    if found[0] is not None and found[0][0] == source[0][0]:
        text = "The database has this record already and has gone on since: serve that one, and keep the other."
        raise Conflict("store_in_use", text)
    if holds_a_record(connection):
        text = "The database has a record of another history: name one that is empty."
        raise Conflict("store_in_use", text)
    return False


def holds_a_record(connection: SqlConnection) -> bool:
    """Whether anything stands in the tables of a database where a start looks; the one row of `meta` is in all."""
    for family, tables in FAMILIES.items():
        for schema in _shards(connection) if family == "state" else [schema_of(family)]:
            for table in tables.sorted_tables:
                if table.name == "meta" or not _has(connection, schema, table.name):
                    continue
                if connection.exec_driver_sql(f"SELECT 1 FROM {schema}.{table.name} LIMIT 1").one_or_none() is not None:
                    return True
    return False


def put_in_place(database: Database, source: Sequence[Row]) -> None:
    """What was copied is what is served from now on: one transaction, all schemas.

    What waits beside it, of a copy of more shards that was given up, is dropped.
    """
    with database.write() as connection:
        is_there_already(connection, source)
        ours = schemas_of(len(source))
        for schema in {*ours, *_shards(connection)}:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        for schema in ours:
            connection.exec_driver_sql(f"ALTER SCHEMA {waiting_schema(schema)} RENAME TO {schema}")
        for schema in _shards(connection, WAITING):
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


def set_schemas_aside(database: Database, shards: int = 1) -> str:
    """Rename the schemas of a record that was copied elsewhere, so that no start finds them; the end of their names.

    What was set aside before, of another record perhaps, stays.
    """
    schemas = schemas_of(shards)
    with database.write() as connection:
        epoch = connection.exec_driver_sql(f"SELECT epoch FROM {schemas[0]}.meta WHERE id = 1").scalar_one()
        ends = chain((f"_copied_{epoch}",), (f"_copied_{epoch}_{again}" for again in count(2)))
        end = next(one for one in ends if not any(_is_there(connection, f"{name}{one}") for name in schemas))
        for schema in schemas:
            connection.exec_driver_sql(f"ALTER SCHEMA {schema} RENAME TO {schema}{end}")
    return end


def _meta(connection: SqlConnection, schema: str) -> Row | None:
    if not _has(connection, schema, "meta"):
        return None
    return connection.exec_driver_sql(META.format(schema=schema)).one_or_none()


def _shards(connection: SqlConnection, prefix: str = "") -> list[str]:
    return [str(name) for (name,) in connection.exec_driver_sql(SHARDS, (f"^{prefix}{OF_SHARDS}",))]


def _is_there(connection: SqlConnection, schema: str) -> bool:
    return bool(connection.exec_driver_sql("SELECT to_regnamespace(?) IS NOT NULL", (schema,)).scalar_one())


def _has(connection: SqlConnection, schema: str, table: str) -> bool:
    asked = "SELECT to_regclass(?) IS NOT NULL"
    return bool(connection.exec_driver_sql(asked, (f"{schema}.{table}",)).scalar_one())
