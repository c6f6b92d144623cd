"""What short links lead to: kept before a message leaves, for days and up to a size; the oldest leave first."""

from collections.abc import Sequence
from typing import Final, Protocol

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, changed_rows

DAY_MS: Final = 86_400_000
MEGABYTE: Final = 1 << 20
ROW_BYTES: Final = 400
"""A link with its place in the index, as measured: claims differ little in length."""

TRIMMED_AT_ONCE: Final = 1_000
TRIM_EVERY: Final = 1_000


class Link(Protocol):
    """A token, and the claim behind it."""

    @property
    def token(self) -> str: ...

    @property
    def claim(self) -> bytes: ...


class ShortLinkStore:
    """Safe from any thread. A token that is there already stays as it was first kept."""

    def __init__(self, database: Database, days: int = 180, megabytes: int = 256) -> None:
        self._database: Final = database
        self._days: Final = days
        self._rows_max: Final = max(1, megabytes * MEGABYTE // ROW_BYTES)
        self._untrimmed = TRIM_EVERY  # so that it is looked at once after a start

    def keep(self, links: Sequence[Link], now: int) -> None:
        """Durable when this returns."""
        if not links:
            return
        with self._database.write() as connection:
            connection.exec_driver_sql(_KEEP, [(link.token, now, link.claim) for link in links])
            self._untrimmed += len(links)
            if self._untrimmed >= TRIM_EVERY:
                self._untrimmed = 0
                self._make_room(connection, now)

    def find(self, token: str) -> bytes | None:
        """The claim behind a token; None when it was never made here, or its days are over."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(_FIND, (token,)).one_or_none()
        return None if row is None else bytes(row[0])

    def _make_room(self, connection: SqlConnection, now: int) -> None:
        """Drop what is too old or too much, twice as much at once as has come, so that it keeps up."""
        newest = connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM short_links").scalar_one()
        for _ in range(2 * TRIM_EVERY // TRIMMED_AT_ONCE):
            gone = (now - self._days * DAY_MS, int(newest) - self._rows_max, TRIMMED_AT_ONCE)
            if changed_rows(connection, _EXPIRE, gone) < TRIMMED_AT_ONCE:
                break


_KEEP: Final = 'INSERT INTO short_links (token, "at", claim) VALUES (?, ?, ?) ON CONFLICT (token) DO NOTHING'
_FIND: Final = "SELECT claim FROM short_links WHERE token = ?"
# Numbers rise with time, so the oldest are the first: no index on the time is needed.
_EXPIRE: Final = (
    'DELETE FROM short_links WHERE ("at" < ? OR number <= ?) '
    "AND number IN (SELECT number FROM short_links ORDER BY number LIMIT ?)"
)
