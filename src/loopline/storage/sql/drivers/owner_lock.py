"""One process at a time may own a record in PostgreSQL, wherever it runs: a session's advisory lock says which."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from loopline.model.errors import Conflict, Unavailable
from loopline.storage.sql.drivers.postgresql import (
    SESSION,
    connect_arguments,
    lock_number,
    open_connection,
    unreachable,
)

if TYPE_CHECKING:
    from loopline.storage.sql.drivers.postgresql_connection import PostgresqlConnection

TAKE_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.2
NAME: Final = "loopline owner"
WHOLE: Final = lock_number("whole", "record")
"""Held alone by a server that runs the whole record, and shared by the processes that share it."""

QUIET_SECONDS: Final = 5
"""PostgreSQL ends the session of an owner that was looked after once and then says nothing for so long: one that stands
still keeps nobody from going on. It is longer than `ownership.SURE_SECONDS`, for which such an owner may still send."""

OWNED: Final = "Another Loopline owns this PostgreSQL record; this one stands by and takes over once that one ends."


class OwnerLock:
    """Held from the moment it is made until `close`, or until PostgreSQL ends the session. Safe from any thread.

    It spares two processes from working against each other; that no decision is made twice rests on the epoch.
    """

    def __init__(self, url: str, shard: int = 0, take_seconds: float = TAKE_SECONDS, *, take: bool = True) -> None:
        """Waits for a while: the owner before may just be ending. Raises Conflict `store_taken`, Unavailable.

        Without `take` it is held once `wait` has said so.
        """
        self._arguments: Final = {**connect_arguments(url), "application_name": NAME}
        self._schema: Final = f"shard_{shard}"
        self._lock: Final = threading.Lock()
        self._session: PostgresqlConnection | None = None
        self._epoch: int | None = None
        self._is_bounded = False
        ends = time.monotonic() + take_seconds
        while take and not self._take():
            if time.monotonic() > ends:
                self._let_go()
                raise _taken()
            time.sleep(LOOK_SECONDS)

    def wait(self, goes_on: Callable[[str], bool]) -> bool:
        """Wait until nobody else has it, however long that is; whether it is ours now.

        After each look that was in vain `goes_on` is told why, rests for as long as it likes, and says whether to look
        again. A look costs one round trip: a statement that waited inside PostgreSQL would keep dead rows for as long.
        """
        while True:
            try:
                if self._take():
                    return True
                why = OWNED
            except Unavailable as fault:
                why = str(fault)
            if not goes_on(why):
                self._let_go()
                return False

    def check(self) -> None:
        """Returns while nobody else has owned the record since the first call; takes a lost lock again.

        Raises Conflict `store_taken` once somebody has, Unavailable as long as nobody can know.
        """
        with self._lock:
            epoch = self._asked()
            if epoch is None:
                if not self._take():
                    raise _taken()
                epoch = self._asked()
        if epoch is None:
            raise unreachable()
        if self._epoch is None:
            self._epoch = epoch
        if self._epoch != epoch:
            raise _taken()

    def close(self) -> None:
        """Let somebody else have it."""
        with self._lock:
            self._let_go()

    def _asked(self) -> int | None:
        """The record's epoch; None when the session, and with it the lock, is lost."""
        from psycopg import Error

        if self._session is None:
            return None
        try:
            if not self._is_bounded:
                self._session.exec_driver_sql(f"SET idle_session_timeout = '{QUIET_SECONDS}s'")
                self._is_bounded = True
            epoch = self._session.exec_driver_sql(self._question()).scalar_one()
        except Error:
            self._let_go()
            return None
        return int(epoch)

    def _question(self) -> str:
        return f"SELECT epoch FROM {self._schema}.meta WHERE id = 1"

    def _take(self) -> bool:
        from psycopg import Error

        try:
            if self._session is None:
                self._session, self._is_bounded = open_connection(self._arguments, SESSION), False
            held = self._session.exec_driver_sql(f"SELECT {self._locks()}").scalar_one()
        except Error as fault:
            self._let_go()
            raise unreachable(str(fault).partition("\n")[0]) from fault
        return bool(held)

    def _locks(self) -> str:
        return f"pg_try_advisory_lock({lock_number('owner', self._schema)})"

    def _let_go(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


class WholeLock(OwnerLock):
    """That of a server which runs the whole record: held by nobody as long as workers or a studio share the record."""

    def __init__(self, url: str) -> None:
        """It is held once `wait` has said so."""
        super().__init__(url, take=False)

    def _locks(self) -> str:
        return taken_together(f"pg_try_advisory_lock({WHOLE})", super()._locks(), f"pg_advisory_unlock({WHOLE})")


class StudioLock(OwnerLock):
    """One process at a time may be the studio of a record whose shards others run."""

    def __init__(self, url: str) -> None:
        """It is held once `wait` has said so."""
        super().__init__(url, take=False)

    def _question(self) -> str:
        return "SELECT 0"

    def _locks(self) -> str:
        own = f"pg_try_advisory_lock({lock_number('owner', 'studio')})"
        return taken_together(f"pg_try_advisory_lock_shared({WHOLE})", own, f"pg_advisory_unlock_shared({WHOLE})")


def taken_together(first: str, second: str, undo: str) -> str:
    """SQL that takes two locks, or, where the second is another's, none."""
    return f"CASE WHEN {first} THEN CASE WHEN {second} THEN true ELSE NOT {undo} END ELSE false END"


def _taken() -> Conflict:
    text = "Another Loopline owns this PostgreSQL record: stop that one, or ask it by its API."
    return Conflict("store_taken", text)
