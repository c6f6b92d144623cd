"""The SQL by which a log is trimmed: its oldest entries leave, and the horizon says where it begins now."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from loopline.storage.sql.drivers.dialect import SqlConnection

HORIZON: Final = "SELECT position FROM horizon WHERE shard = ?"
MOVE_HORIZON: Final = (
    "INSERT INTO horizon (shard, position) VALUES (?, ?) ON CONFLICT (shard) DO UPDATE SET position = excluded.position"
)
# The last entry stays, whatever is asked for: it says where the next one stands. What has left is not looked at again:
# in PostgreSQL it stands in the index until it is vacuumed.
TRIMMABLE: Final = (
    "SELECT position, count FROM entries WHERE shard = ? AND position > ? AND position + count - 1 <= ? "
    "AND position < (SELECT max(position) FROM entries WHERE shard = ?) ORDER BY position LIMIT ?"
)
TRIM: Final = "DELETE FROM entries WHERE shard = ? AND position > ? AND position <= ?"
SIGNALS_AT_ONCE: Final = 100_000
"""Entries may be of one signal or of thousands: appends wait for the deletion of so many at most, or of one entry."""


def horizon_of(connection: SqlConnection, shard: int) -> int:
    """The last position that was trimmed; 0 when the log is whole."""
    return connection.exec_driver_sql(HORIZON, (shard,)).scalar_one_or_none() or 0


def trim_entries(connection: SqlConnection, shard: int, up_to: int, limit: int) -> int:
    """Delete the oldest entries that end at or before a position; how many."""
    horizon = horizon_of(connection, shard)
    rows = connection.exec_driver_sql(TRIMMABLE, (shard, horizon, up_to, shard, limit)).all()
    if not rows:
        return 0
    sums: Iterator[int] = accumulate(count for _, count in rows)
    most = max(1, sum(signals <= SIGNALS_AT_ONCE for signals in sums))
    position, count = rows[most - 1]
    connection.exec_driver_sql(TRIM, (shard, horizon, position))
    connection.exec_driver_sql(MOVE_HORIZON, (shard, position + count - 1))
    return most
