"""A place among those who run a record's shards: PostgreSQL says who holds what, and who would like to have more."""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from loopline.storage.sql.drivers.owner_lock import QUIET_SECONDS, WHOLE, taken_together
from loopline.storage.sql.drivers.postgresql import (
    SESSION,
    connect_arguments,
    lock_number,
    open_connection,
    unreachable,
)

if TYPE_CHECKING:
    from loopline.storage.sql.drivers.postgresql_connection import PostgresqlConnection

NAME: Final = "loopline work"
SEATED: Final = lock_number("work", "record")
HUNGRY: Final = lock_number("hungry", "record")
GIVING: Final = lock_number("giving", "record")

HELD: Final = """
SELECT (classid::bigint << 32) | objid::bigint, count(*) FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY 1
"""

END_SILENT: Final = f"""
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND application_name LIKE 'loopline%'
AND wait_event = 'ClientRead' AND xact_start < now() - interval '{QUIET_SECONDS} s'
AND greatest(query_start, state_change) < now() - interval '{QUIET_SECONDS} s'
"""
"""A process that was frozen in the midst of a transaction keeps its locks, also that of all logs. PostgreSQL's own
`idle_in_transaction_session_timeout` does not count in the midst of a pipeline of statements."""

ENDS: Final = """
SELECT shard, coalesce((SELECT position + count - 1 FROM log.entries WHERE entries.shard = asked.shard
ORDER BY position DESC LIMIT 1), 0) FROM unnest(?::integer[]) AS asked (shard)
"""


class Seats(Struct, frozen=True):
    """What is held at one moment: the shards that somebody owns, how many workers there are, and how many of them have
    less than their part."""

    owned: frozenset[int]
    workers: int
    hungry: int


class RecordSeat:
    """A session that counts as one worker for as long as it is there. Safe from any thread.

    Its locks are shared but for that of giving, which one worker has at a time. All of them end with the session, and
    PostgreSQL ends that when it says nothing for `QUIET_SECONDS`: a worker that stands still counts for nobody.
    """

    def __init__(self, url: str, shards: int, *, is_worker: bool = True) -> None:
        """One that is no worker looks, and has no locks. Connects with the first look."""
        self._arguments: Final = {**connect_arguments(url), "application_name": NAME}
        self._shards: Final = {lock_number("owner", f"shard_{shard}"): shard for shard in range(shards)}
        self._is_worker: Final = is_worker
        self._lock: Final = threading.Lock()
        self._session: PostgresqlConnection | None = None
        self._is_hungry = self._is_seated = False

    def look(self, *, is_hungry: bool = False) -> Seats:
        """What is held now; from now on this one is among the hungry, or not. Raises Unavailable.

        As long as a server runs the whole record, all of it is owned.
        """
        with self._lock:
            session = self._opened()
            if self._is_worker and not self._is_seated:
                seated = f"pg_try_advisory_lock_shared({SEATED})"
                taken = taken_together(f"pg_try_advisory_lock_shared({WHOLE})", seated, "true")
                self._is_seated = bool(self._ask(session, f"SELECT {taken}")[0][0])
                if not self._is_seated:
                    return Seats(frozenset(self._shards.values()), 1, 0)
            if is_hungry != self._is_hungry:
                act = "pg_try_advisory_lock_shared" if is_hungry else "pg_advisory_unlock_shared"
                self._ask(session, f"SELECT {act}({HUNGRY})")
                self._is_hungry = is_hungry
            found: Mapping[int, int] = {int(number): int(count) for number, count in self._ask(session, HELD)}
        owned = frozenset(shard for number, shard in self._shards.items() if number in found)
        return Seats(owned, found.get(SEATED, 0), found.get(HUNGRY, 0) - is_hungry)

    def end_silent(self) -> int:
        """End sessions of ours that stand in a transaction and whose process has said nothing for `QUIET_SECONDS`; how
        many that were. Raises Unavailable."""
        with self._lock:
            return int(self._ask(self._opened(), END_SILENT)[0][0])

    def begin_giving(self) -> bool:
        """Whether this one may give a shard away now: one worker does at a time. Raises Unavailable."""
        with self._lock:
            return bool(self._ask(self._opened(), f"SELECT pg_try_advisory_lock({GIVING})")[0][0])

    def end_giving(self) -> None:
        """Somebody has it, or nobody wants it. Raises Unavailable."""
        with self._lock:
            self._ask(self._opened(), f"SELECT pg_advisory_unlock({GIVING})")

    def stand_up(self) -> None:
        """Count as a worker no more, while what is in hand is finished. Raises Unavailable."""
        with self._lock:
            if self._session is not None:
                self._ask(self._session, "SELECT pg_advisory_unlock_all()")
                self._is_hungry = False

    def close(self) -> None:
        """Let everything go."""
        with self._lock:
            self._let_go()

    def _opened(self) -> "PostgresqlConnection":
        from psycopg import Error

        if self._session is None:
            try:
                session = {**SESSION, "idle_session_timeout": f"{QUIET_SECONDS}s"}
                self._session, self._is_hungry = open_connection(self._arguments, session), False
                self._is_seated = False
            except Error as fault:
                raise unreachable() from fault
        return self._session

    def _ask(self, session: "PostgresqlConnection", sql: str) -> list[Any]:
        from psycopg import Error

        try:
            return list(session.exec_driver_sql(sql).all())
        except Error as fault:
            self._let_go()
            raise unreachable() from fault

    def _let_go(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


class LogEnds:
    """The ends of several shards' logs, in one round trip. One thread uses it."""

    def __init__(self, url: str) -> None:
        self._arguments: Final = {**connect_arguments(url), "application_name": "loopline ends"}
        self._session: PostgresqlConnection | None = None

    def of(self, shards: list[int]) -> dict[int, int]:
        """By shard, the position of the newest signal, 0 for none. Raises Unavailable."""
        from psycopg import Error

        try:
            if self._session is None:
                self._session = open_connection(self._arguments, SESSION)
            return {int(shard): int(end) for shard, end in self._session.exec_driver_sql(ENDS, (shards,)).all()}
        except Error as fault:
            self.close()
            raise unreachable() from fault

    def close(self) -> None:
        """Give the connection back."""
        session, self._session = self._session, None
        if session is not None:
            session.close()
