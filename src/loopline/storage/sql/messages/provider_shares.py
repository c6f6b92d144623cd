"""What the processes of a record hold of each provider's bounds: a ledger a bound, one turn at a time."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Wording

Answer = TypeVar("Answer")
Turn = Callable[[bytes, int], tuple[bytes, Answer]]
"""From what is kept ("" at first) and the ledger's time (ms) to what is to be kept, and an answer."""


class ProviderShares:
    """Safe from any thread of any process.

    The time is that of one clock: the database's own in PostgreSQL, and for a file the machine's monotonic one, which
    all of its processes share.
    """

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def turn(self, name: str, turn: Turn[Answer]) -> Answer:
        """One turn of the ledger with this name, alone. Durable when it returns."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_MAKE, (name, b""))
            kept, now = connection.exec_driver_sql(_READ.on(connection), (name,)).one()
            then, answer = turn(bytes(kept), _now(now))
            if then != kept:
                connection.exec_driver_sql(_KEEP, (then, name))
        return answer

    def look(self, name: str) -> bytes:
        """What is kept."""
        with self._database.read() as connection:
            kept = connection.exec_driver_sql("SELECT kept FROM provider_shares WHERE name = ?", (name,))
            return bytes(kept.scalar_one_or_none() or b"")


def _now(told: int | None) -> int:
    return time.monotonic_ns() // 1_000_000 if told is None else told


_MAKE: Final = "INSERT INTO provider_shares (name, kept) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
_READ: Final = Wording(
    sqlite="SELECT kept, NULL FROM provider_shares WHERE name = ?",
    postgresql="SELECT kept, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) FROM provider_shares "
    "WHERE name = ? FOR UPDATE",
)
_KEEP: Final = "UPDATE provider_shares SET kept = ? WHERE name = ?"
