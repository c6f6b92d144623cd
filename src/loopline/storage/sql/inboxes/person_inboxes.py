"""In-app messages by person: each key once, the newest of a person, for as long as they are not too old."""

import threading
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from loopline.pipeline.person_inbox import InboxMark, InboxMessage
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, changed_rows

DAY_MS: Final = 86_400_000
KEPT_MAX: Final = 100
"""Messages that one person's inbox keeps; beyond, the oldest leave."""

TRIMMED_AT_ONCE: Final = 500
IMPLIED: Final[dict[InboxMark, tuple[InboxMark, ...]]] = {
    "shown": ("shown",),
    "read": ("shown", "read"),
    "clicked": ("shown", "read", "clicked"),
    "dismissed": ("shown", "read", "dismissed"),
}
"""A message that is read was seen, and one whose link is followed or that is put away was read."""

OnChange = Callable[[frozenset[str]], None]
"""Is told in whose inboxes messages have come or were marked. From any thread, and has to be quick."""


class InboxRow(Struct, frozen=True):
    """A message in an inbox. Times in ms; 0 where it has not happened, and for one that does not expire."""

    number: int
    key: str
    person: str
    at: int
    expires_at: int
    waits: int
    content: bytes
    shown_at: int
    read_at: int
    clicked_at: int
    dismissed_at: int

    def lacks(self, mark: InboxMark) -> list[InboxMark]:
        """The marks that follow from this one and are not there yet, in the order in which they happen."""
        return [one for one in IMPLIED[mark] if not getattr(self, f"{one}_at")]


class PersonInboxes:
    """Safe from any thread. A person may have been known by several ids, so an inbox is asked for by all of them."""

    def __init__(self, database: Database, days: int = 90) -> None:
        self._database: Final = database
        self._days: Final = days
        self._listeners: list[OnChange] = []
        self._lock = threading.Lock()

    def listen(self, listener: OnChange) -> None:
        """Tell of new messages and of marks, once they can be read."""
        with self._lock:
            self._listeners.append(listener)

    def keep(self, messages: Sequence[InboxMessage]) -> None:
        """Durable when this returns; a key that is there already changes nothing."""
        if not messages:
            return
        people = frozenset(message.person for message in messages)
        with self._database.write() as connection:
            connection.exec_driver_sql(
                _KEEP, [(m.key, m.person, m.at, m.expires_at, int(m.waits), m.content) for m in messages]
            )
            for person in sorted(people):
                connection.exec_driver_sql(_BEYOND, (person, person, KEPT_MAX))
        self.tell(people)

    def latest(self, people: Sequence[str], now: int, limit: int, before: int) -> list[InboxRow]:
        """What is in the inbox of these ids at that moment (ms), newest first, with numbers below `before`."""
        with self._database.read() as connection:
            return _rows(
                connection, f"number < ? AND {_IS_THERE} ORDER BY number DESC LIMIT ?", people, before, now, limit
            )

    def after(self, people: Sequence[str], now: int, limit: int, number: int) -> list[InboxRow]:
        """What has come behind a number and is there at that moment, oldest first."""
        with self._database.read() as connection:
            return _rows(connection, f"number > ? AND {_IS_THERE} ORDER BY number LIMIT ?", people, number, now, limit)

    def marked(self, people: Sequence[str], since: int, number: int) -> list[InboxRow]:
        """What was marked at that moment (ms) or later, up to a number, oldest first; also what was put away."""
        times = " OR ".join(f"{mark}_at >= ?" for mark in IMPLIED)
        where = f"number <= ? AND ({times}) ORDER BY number LIMIT {KEPT_MAX}"
        with self._database.read() as connection:
            return _rows(connection, where, people, number, *[since] * len(IMPLIED))

    def one(self, people: Sequence[str], key: str) -> InboxRow | None:
        """A message of one of these ids, also one that is over or was put away; None when there is none."""
        with self._database.read() as connection:
            return next(iter(_rows(connection, "key = ?", people, key)), None)

    def unread(self, people: Sequence[str], now: int) -> int:
        """How many in the inbox are not read yet, without those that wait for an event and were not shown."""
        sql = f"SELECT count(*) FROM inbox WHERE {_of(people)} AND {_IS_THERE} AND read_at = 0"
        with self._database.read() as connection:
            found = connection.exec_driver_sql(f"{sql} AND (waits = 0 OR shown_at > 0)", (*people, now))
            return int(found.scalar_one())

    def last(self) -> int:
        """The number of the newest message of all; 0 when there is none."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM inbox").scalar_one())

    def mark(self, key: str, marks: Sequence[InboxMark], now: int) -> None:
        """Set the times of these marks where they are not set; a message that is not there changes nothing."""
        with self._database.write() as connection:
            for mark in marks:
                connection.exec_driver_sql(
                    f"UPDATE inbox SET {mark}_at = ? WHERE key = ? AND {mark}_at = 0", (now, key)
                )
            people = [person for (person,) in connection.exec_driver_sql(_PERSON, (key,))]
        self.tell(frozenset(people))

    def tell(self, people: frozenset[str]) -> None:
        """Messages have come into these inboxes, or were marked there, also by another process."""
        for listener in tuple(self._listeners):
            listener(people)

    def trim(self, now: int) -> int:
        """Drop a batch of those whose days are over, and of those that expired a day ago; how many that were."""
        with self._database.write() as connection:
            old = changed_rows(connection, _OLD, (now - self._days * DAY_MS, TRIMMED_AT_ONCE))
            return old + changed_rows(connection, _EXPIRED, (now - DAY_MS, TRIMMED_AT_ONCE))


def _of(people: Sequence[str]) -> str:
    return f"person IN ({', '.join('?' for _ in people)})"


def _rows(connection: SqlConnection, where: str, people: Sequence[str], *parameters: object) -> list[InboxRow]:
    rows = connection.exec_driver_sql(f"{_ROW} WHERE {_of(people)} AND {where}", (*people, *parameters))
    return [InboxRow(*row) for row in rows]


_KEEP: Final = """
INSERT INTO inbox
    (key, person, at, expires_at, waits, content, shown_at, read_at, clicked_at, dismissed_at)
VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0) ON CONFLICT (key) DO NOTHING
"""
_BEYOND: Final = """
DELETE FROM inbox WHERE person = ? AND number <= (
    SELECT number FROM inbox WHERE person = ? ORDER BY number DESC LIMIT 1 OFFSET ?
)
"""
_ROW: Final = (
    "SELECT number, key, person, at, expires_at, waits, content, shown_at, read_at, clicked_at, dismissed_at FROM inbox"
)
_PERSON: Final = "SELECT person FROM inbox WHERE key = ?"
_IS_THERE: Final = "dismissed_at = 0 AND (expires_at = 0 OR expires_at > ?)"
_OLD: Final = "DELETE FROM inbox WHERE number IN (SELECT number FROM inbox WHERE at < ? ORDER BY at LIMIT ?)"
_EXPIRED: Final = """
DELETE FROM inbox WHERE number IN (
    SELECT number FROM inbox WHERE expires_at > 0 AND expires_at < ? ORDER BY expires_at LIMIT ?
)
"""
