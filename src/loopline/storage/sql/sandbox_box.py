"""What the sandbox kept, to be looked at: bounded by number, by time and by size; the oldest leave first."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows

MESSAGES_MAX: Final = 20_000
DAY_MS: Final = 86_400_000
MEGABYTE: Final = 1 << 20
TRIMMED_AT_ONCE: Final = 500


class Shown(Struct, frozen=True):
    """A message that the sandbox kept instead of sending it."""

    key: str
    channel: str
    person: str
    address: str
    rendered: bytes
    at: int


class SandboxBox:
    """What the sandbox channel kept. The file does not shrink: what is freed is used again."""

    def __init__(self, database: Database, days: int = 30, megabytes: int = 256) -> None:
        self._database: Final = database
        self._days: Final = days
        self._bytes_max: Final = megabytes * MEGABYTE
        self._written = self._bytes_max  # so that the size is looked at once after a start

    def keep(self, messages: Sequence[Shown]) -> None:
        """Durable when this returns; a key that is there already changes nothing."""
        sql = (
            "INSERT INTO sandbox (key, channel, person, address, rendered, at) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO NOTHING"
        )
        rows = [(m.key, m.channel, m.person, m.address, m.rendered, m.at) for m in messages]
        if rows:
            with self._database.write() as connection:
                connection.exec_driver_sql(sql, rows)
                connection.exec_driver_sql(_BEYOND, (MESSAGES_MAX,))
            self._written += sum(len(m.rendered) for m in messages)
            if self._written >= self._bytes_max // 16:  # the size is read once in a while, and never far exceeded
                self._make_room()

    def trim(self, now: int) -> int:
        """Drop a batch of those whose days are over; how many that were."""
        with self._database.write() as connection:
            return changed_rows(connection, _EXPIRE, (now - self._days * DAY_MS, TRIMMED_AT_ONCE))

    def _make_room(self) -> None:
        with self._database.write() as connection:
            connection.exec_driver_sql(_TOO_BIG, (self._bytes_max,))
        self._written = 0

    def get(self, key: str) -> Shown | None:
        """One message."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(f"{_SHOWN} WHERE key = ?", (key,)).one_or_none()
            return Shown(*row) if row else None

    def latest(self, limit: int, person: str = "") -> list[Shown]:
        """The last ones, newest first; of one person when asked so."""
        where, parameters = ("WHERE person = ?", (person, limit)) if person else ("", (limit,))
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_SHOWN} {where} ORDER BY at DESC, key LIMIT ?", parameters)
            return [Shown(*row) for row in rows]


_SHOWN: Final = "SELECT key, channel, person, address, rendered, at FROM sandbox"
_BEYOND: Final = "DELETE FROM sandbox WHERE at < (SELECT at FROM sandbox ORDER BY at DESC LIMIT 1 OFFSET ?)"
_EXPIRE: Final = "DELETE FROM sandbox WHERE key IN (SELECT key FROM sandbox WHERE at < ? ORDER BY at LIMIT ?)"
# From the newest back, all that no longer fit; one message stays, however large it is.
_TOO_BIG: Final = """
DELETE FROM sandbox WHERE key IN (
    SELECT key FROM (
        SELECT key, sum(length(rendered)) OVER newest AS size, row_number() OVER newest AS place FROM sandbox
        WINDOW newest AS (ORDER BY at DESC, key)
    ) WHERE size > ? AND place > 1
)
"""
