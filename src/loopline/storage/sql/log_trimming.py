"""The SQL by which a log is trimmed: its oldest entries leave, and the horizon says where it begins now."""

from typing import Final

from loopline.storage.sql.drivers.dialect import SqlConnection

HORIZON: Final = "SELECT position FROM horizon WHERE shard = ?"
MOVE_HORIZON: Final = (
    "INSERT INTO horizon (shard, position) VALUES (?, ?) ON CONFLICT (shard) DO UPDATE SET position = excluded.position"
)
# The last entry stays, whatever is asked for: it says where the next one stands.
TRIMMABLE: Final = (
    "SELECT number, position + count - 1 FROM entries WHERE shard = ? AND position + count - 1 <= ? "
    "AND position < (SELECT max(position) FROM entries WHERE shard = ?) ORDER BY position LIMIT ?"
)
TRIM: Final = "DELETE FROM entries WHERE number = ?"


def horizon_of(connection: SqlConnection, shard: int) -> int:
    """The last position that was trimmed; 0 when the log is whole."""
    return connection.exec_driver_sql(HORIZON, (shard,)).scalar_one_or_none() or 0


def trim_entries(connection: SqlConnection, shard: int, up_to: int, limit: int) -> int:
    """Delete the oldest entries that end at or before a position; how many."""
    rows = connection.exec_driver_sql(TRIMMABLE, (shard, up_to, shard, limit)).all()
    if rows:
        connection.exec_driver_sql(TRIM, [(number,) for number, _ in rows])
        connection.exec_driver_sql(MOVE_HORIZON, (shard, rows[-1][1]))
    return len(rows)
