"""Copies of what was sent, in packs: the oldest leave when their days are over or the room is full."""

from itertools import accumulate
from typing import Final, Protocol

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, Wording

DAY_MS: Final = 86_400_000
MEGABYTE: Final = 1 << 20
ROW_BYTES: Final = 64
FOUND_MAX: Final = 16
AT_ONCE: Final = 100


class PackOf(Protocol):
    """Copies of messages that were sent between two moments (ms): their digests, one behind the other, and parts."""

    @property
    def first_at(self) -> int: ...

    @property
    def last_at(self) -> int: ...

    @property
    def digests(self) -> bytes: ...

    @property
    def parts(self) -> bytes: ...


class SentCopies:
    """One thread adds and trims, any thread finds. `days` 0 keeps nothing.

    The file does not shrink: what is freed is used again.
    """

    def __init__(self, database: Database, days: int = 30, megabytes: int = 512) -> None:
        self._database: Final = database
        self.days: Final = days
        self._bytes_max: Final = megabytes * MEGABYTE
        self._bytes: int | None = None

    def add(self, pack: PackOf) -> None:
        """Durable when this returns, and within the bounds."""
        if not self.days:
            return
        before, size = self._total(), ROW_BYTES + len(pack.digests) + len(pack.parts)
        with self._database.write() as connection:
            connection.exec_driver_sql(_ADD, (pack.first_at, pack.last_at, size, pack.digests, pack.parts))
            freed = self._make_room(connection, pack.last_at, before + size)
        self._bytes = before + size - freed

    def trim(self, now: int) -> None:
        """Drop what is older than its days, or beyond the room that there is now."""
        before = self._total()
        with self._database.write() as connection:
            freed = self._make_room(connection, now, before)
        self._bytes = before - freed

    def _make_room(self, connection: SqlConnection, now: int, occupied: int) -> int:
        """The bytes freed, first by age, then, beyond the room, of the oldest."""
        freed = sum(int(row[0]) for row in connection.exec_driver_sql(_EXPIRE, (now - self.days * DAY_MS,)))
        while occupied - freed > self._bytes_max:
            oldest = connection.exec_driver_sql(_OLDEST, (AT_ONCE,)).all()
            if not oldest:
                break
            sums = list(accumulate((size for _, size in oldest), initial=freed))[1:]
            enough = next((n for n, total in enumerate(sums) if occupied - total <= self._bytes_max), len(oldest) - 1)
            number, freed = oldest[enough][0], sums[enough]
            connection.exec_driver_sql("DELETE FROM sent WHERE number <= ?", (number,))
        return int(freed)

    def find(self, digest: bytes, since: int, until: int) -> list[tuple[int, bytes]]:
        """Numbers and parts of packs that contain this digest and overlap these moments (ms), newest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_FIND.on(connection), (since, until, digest))
            return [(int(number), bytes(parts)) for number, parts in rows]

    def _total(self) -> int:
        if self._bytes is None:
            with self._database.read() as connection:
                total = connection.exec_driver_sql("SELECT coalesce(sum(size), 0) FROM sent").scalar_one()
            self._bytes = int(total)
        return int(self._bytes)


_ADD: Final = "INSERT INTO sent (first_at, last_at, size, digests, parts) VALUES (?, ?, ?, ?, ?)"
_EXPIRE: Final = "DELETE FROM sent WHERE last_at < ? RETURNING size"
_OLDEST: Final = "SELECT number, size FROM sent ORDER BY number LIMIT ?"
_FOUND: Final = "SELECT number, parts FROM sent WHERE last_at >= ? AND first_at <= ? AND"
_NEWEST: Final = f"ORDER BY number DESC LIMIT {FOUND_MAX}"
_FIND: Final = Wording(
    sqlite=f"{_FOUND} instr(digests, ?) > 0 {_NEWEST}", postgresql=f"{_FOUND} position(? IN digests) > 0 {_NEWEST}"
)
