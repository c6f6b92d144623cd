"""Schemas in which a copy is made wait beside those that are served, and take their place in one transaction."""

from collections.abc import Mapping
from itertools import chain, count
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection
from loopline.storage.sql.schema import FAMILIES

SCHEMAS: Final[Mapping[str, str]] = {"state": "shard_0", "log": "log", "desk": "desk"}
"""Where each family of tables stands."""

META: Final = "SELECT birth, position, epoch, turn, chunk FROM {schema}.meta WHERE id = 1"


def waiting_schema(schema: str) -> str:
    """The schema in which the copy of another one is made: no start looks there."""
    return f"copying_{schema}"


def is_there_already(connection: SqlConnection, source: tuple[object, ...]) -> bool:
    """Whether a database has this very record, as an earlier copy has left it. `source`: its row of META.

    Raises Conflict `store_in_use` for one that has another history, or that has gone on since.
    """
    schema = SCHEMAS["state"]
    if _has(connection, schema, "meta"):
        found = connection.exec_driver_sql(META.format(schema=schema)).one_or_none()
        if found == source:
            return True
        if found is not None and found[0] == source[0]:
            text = "The database has this record already and has gone on since: serve that one, and keep the other."
            raise Conflict("store_in_use", text)
    if holds_a_record(connection):
        text = "The database has a record of another history: name one that is empty."
        raise Conflict("store_in_use", text)
    return False


def holds_a_record(connection: SqlConnection) -> bool:
    """Whether anything stands in the tables of a database where a start looks; the one row of `meta` is in all."""
    for family, tables in FAMILIES.items():
        for table in tables.sorted_tables:
            if table.name == "meta" or not _has(connection, SCHEMAS[family], table.name):
                continue
            some = f"SELECT 1 FROM {SCHEMAS[family]}.{table.name} LIMIT 1"
            if connection.exec_driver_sql(some).one_or_none() is not None:
                return True
    return False


def put_in_place(database: Database, source: tuple[object, ...]) -> None:
    """What was copied is what is served from now on: one transaction, all schemas."""
    with database.write() as connection:
        is_there_already(connection, source)
        for schema in SCHEMAS.values():
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.exec_driver_sql(f"ALTER SCHEMA {waiting_schema(schema)} RENAME TO {schema}")


def set_schemas_aside(database: Database) -> str:
    """Rename the schemas of a record that was copied elsewhere, so that no start finds them; the end of their names.

    What was set aside before, of another record perhaps, stays.
    """
    with database.write() as connection:
        epoch = connection.exec_driver_sql(f"SELECT epoch FROM {SCHEMAS['state']}.meta WHERE id = 1").scalar_one()
        ends = chain((f"_copied_{epoch}",), (f"_copied_{epoch}_{again}" for again in count(2)))
        end = next(one for one in ends if not any(_is_there(connection, f"{name}{one}") for name in SCHEMAS.values()))
        for schema in SCHEMAS.values():
            connection.exec_driver_sql(f"ALTER SCHEMA {schema} RENAME TO {schema}{end}")
    return end


def _is_there(connection: SqlConnection, schema: str) -> bool:
    return bool(connection.exec_driver_sql("SELECT to_regnamespace(?) IS NOT NULL", (schema,)).scalar_one())


def _has(connection: SqlConnection, schema: str, table: str) -> bool:
    asked = "SELECT to_regclass(?) IS NOT NULL"
    return bool(connection.exec_driver_sql(asked, (f"{schema}.{table}",)).scalar_one())
