"""The rows of the loop's record that leave when somebody is forgotten."""

from collections.abc import Sequence
from typing import Final

from loopline.storage.sql import queries as q
from loopline.storage.sql.drivers.dialect import SqlConnection

ROWS: Final = (
    "DELETE FROM records WHERE key = ?",
    "DELETE FROM seen_pages WHERE key = ?",
    "DELETE FROM skipped WHERE key = ?",
    "DELETE FROM outbox WHERE person = ?",
)


def erase_rows(connection: SqlConnection, keys: Sequence[str], turn: int) -> None:
    """Delete what stands under these keys; all turns up to this one are in rows by now, and leave with what they held.

    The outbox is read through for each key: it has no index for this, since nothing else asks so.
    """
    if not keys:
        return
    for sql in ROWS:
        connection.exec_driver_sql(sql, [(key,) for key in keys])
    connection.exec_driver_sql(q.FORGET_ALL_TURNS, (turn,))
