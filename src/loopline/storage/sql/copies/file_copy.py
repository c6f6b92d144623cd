"""A store is copied to a file as of one moment, wherever it stands; such a file is opened as any other."""

from pathlib import Path
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, Tuning
from loopline.storage.sql.migrate import bring_up

TUNING: Final = Tuning(cache=8 << 20, readers=1, durable=False)
"""A copy is brought to disk by its caller, who throws a half one away."""


def copy_to_file(database: Database, family: str, path: Path, shard: int = 0) -> None:
    """Write a copy to a file that is not there yet; readers and the writer go on meanwhile.

    From PostgreSQL the tables are written a page at a time, and of the log's what `shard` has. Raises Conflict
    `copy_exists`, Unavailable `copy_differs`.
    """
    with database.read() as connection:
        if connection.dialect == "postgresql":
            database.dialect.begin_reading(connection, "SELECT 1")
        copy_seen(database, connection, family, path, shard)


def copy_seen(database: Database, connection: SqlConnection, family: str, path: Path, shard: int = 0) -> None:
    """Write what a transaction sees to a file that is not there yet. Raises as `copy_to_file`."""
    if path.exists():
        raise Conflict("copy_exists", f"{path} is there already: name a file that is not")
    if not database.dialect.copies_itself(connection, path):
        _copy_tables(connection, family, path, shard)


def _copy_tables(here: SqlConnection, family: str, path: Path, shard: int) -> None:
    """Write what a connection sees of a family of tables to a file that is not there yet."""
    from loopline.storage.sql.copies.table_pages import copy_table
    from loopline.storage.sql.copies.table_parts import parts_of_shard
    from loopline.storage.sql.schema import FAMILIES

    file = Database(path, TUNING)
    try:
        bring_up(file, family)
        with file.write() as there:
            if family == "state":  # the one row that every state begins with
                there.exec_driver_sql("DELETE FROM meta")
            for part in parts_of_shard(FAMILIES[family].sorted_tables, shard):
                copy_table(here, there, part)
    finally:
        file.close()
