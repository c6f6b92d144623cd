"""Chunks of facts that wait for their export: what is read of them is never more than was asked for."""

from collections.abc import Iterator

from loopline.storage.sql import queries as q
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection
from loopline.storage.sql.drivers.sqlite import SqliteConnection


def whole(connection: SqlConnection, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Chunks with a number above `after`, oldest first."""
    rows = connection.exec_driver_sql(q.CHUNKS, (after, limit))
    # A column that somebody wrote over may hold another type: its lines cannot be read, and are set aside.
    return [(number, lines if isinstance(lines, bytes) else str(lines).encode()) for number, lines in rows]


def pieces(database: Database, number: int, size: int) -> Iterator[bytes]:
    """One chunk in pieces, of which one at a time is in memory."""
    with database.read() as connection:
        if connection.exec_driver_sql(q.HAS_CHUNK, (number,)).one_or_none() is None:
            return
        if not isinstance(connection, SqliteConnection):
            first = 1
            while piece := connection.exec_driver_sql(q.CHUNK_PIECE, (first, size, number)).scalar_one():
                yield piece
                first += size
            return
        with connection.blobopen("chunks", "lines", number, readonly=True) as blob:
            while piece := blob.read(size):
                yield piece
