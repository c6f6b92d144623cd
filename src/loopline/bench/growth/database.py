"""A PostgreSQL database on which growth is measured: empty before and afterwards, and what it has written."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Database

SCHEMAS: Final = ("log", "shard_0", "desk")
THERE: Final = "SELECT nspname FROM pg_namespace WHERE nspname = ANY(?::text[])"
WAL: Final = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"


@contextmanager
def emptied(url: str) -> Iterator[None]:
    """Ours until the end of the block. Raises Conflict `store_in_use` for one that has a record: it stays as it is."""
    with closing(Database(url)) as database:
        with database.read() as connection:
            if connection.exec_driver_sql(THERE, (list(SCHEMAS),)).all():
                raise Conflict("store_in_use", "Growth is measured on an empty database: name another one.")
        try:
            yield
        finally:
            with database.write() as connection:
                for schema in SCHEMAS:
                    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def wal_bytes(url: str) -> int:
    """All that the server has ever written to its WAL, other databases' too."""
    with closing(Database(url)) as database, database.read() as connection:
        return int(connection.exec_driver_sql(WAL).scalar_one())
